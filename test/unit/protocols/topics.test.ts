import { expect } from '@open-wc/testing';
import type { ChatEvent, Command, Message } from '../../../src/domain/index.js';
import type { CodecContext, CodecSession, Exchange } from '../../../src/protocols/codec.js';
import topics from '../../../src/protocols/topics/index.js';
import { address, context, plain } from './helpers.js';

/** What the frames of topics.json do not show: what answers over HTTP mean, and whose an event is. */
const start = (more: Partial<CodecContext> = {}, where: Parameters<typeof address>[0] = { userId: 'vic' }): CodecSession =>
  topics.start(context({ token: 'tok', address: address({ url: 'https://x.test', conversation: 'c1', ...where }), ...more }));
const send = (session: CodecSession, conversation = 'c1', parts: (Command & { type: 'send-message' })['parts'] = [{ type: 'text', text: 'Hi' }]): Exchange | undefined => {
  const encoded = session.encode({ type: 'send-message', conversation, id: 'x1', n: 1, at: new Date(0), parts });
  return encoded && 'exchange' in encoded ? encoded.exchange : undefined;
};
const told = (events: readonly ChatEvent[]): unknown => plain(events);
const stored = (more: object = {}) => JSON.stringify({ id: 'e1', conversationID: 'c1', message: { status: 'sent', body: { type: 'text', text: 'Hi' } }, actorID: 'vic', actorType: 'user', createdAt: '2026-03-01T10:00:00Z', ...more });

describe('topics: the answer to a send', () => {
  it('is the stored event: it confirms, under its own id and time, and says nothing of what came before it', () => {
    for (const status of [200, 201, 299]) {
      expect(told(send(start())!.answer(status, stored({ message: { status: 'failed', statusReason: 'Full', body: { type: 'text', text: 'Hi!' } } })))).to.deep.equal([
        { type: 'ack', conversation: 'c1', clientId: 'x1', id: 'e1', at: { $date: '2026-03-01T10:00:00.000Z' } },
        { type: 'patch', conversation: 'c1', id: 'e1', patch: { parts: [{ type: 'text', text: 'Hi!' }], status: 'failed', statusReason: 'Full' } },
      ]);
    }
  });

  it('may be no more than a status, be about something else, or be of no use: the backend has the message all the same', () => {
    const ack = { type: 'ack', conversation: 'c1', clientId: 'x1' };
    const answer = (text: string) => told(send(start())!.answer(200, text)) as { type: string }[];
    expect(answer(JSON.stringify({ id: 'e1', message: { status: 'delivered' } }))).to.deep.equal([{ ...ack, id: 'e1' }, { type: 'patch', conversation: 'c1', id: 'e1', patch: { status: 'delivered' } }]);
    expect(answer('{"id":"e1","message":{}}')).to.deep.equal([ack]);
    expect(answer('{"type":"receipt"}').map(({ type }) => type)).to.deep.equal(['ack', 'unknown']);
    for (const broken of ['', 'OK', '{}', '[]', 'null']) expect(answer(broken)[0], broken).to.deep.equal(ack);
    expect(answer('').slice(1), 'nothing to read is nothing that cannot be read').to.deep.equal([]);
    expect(answer('OK').slice(1)).to.deep.equal([{ type: 'error', code: 'protocol-error', message: 'it is not JSON' }]);
  });

  const again = { type: 'nack', conversation: 'c1', clientId: 'x1', retry: true, after: 1000 };
  const nothing = 'The backend answered';
  const rows: readonly (readonly [status: number, body: string, events: readonly object[]])[] = [
    [0, '', [{ ...again, code: 'unconfirmed', message: 'The backend did not answer.', after: 4000 }]],
    [401, '{"message":"Expired"}', [{ type: 'error', code: 'signed-out', message: 'Expired', auth: true }, { ...again, code: 'denied', message: 'Expired' }]],
    [401, '', [{ type: 'error', code: 'signed-out', message: 'HTTP 401', auth: true }, { ...again, code: 'denied', message: 'Access was refused.' }]],
    [403, '{"detail":"Not yours"}', [{ type: 'error', code: 'denied', message: 'Not yours', auth: true }, { ...again, code: 'denied', message: 'Not yours' }]],
    [403, 'x', [{ type: 'error', code: 'denied', message: 'Access was refused.', auth: true }, { ...again, code: 'denied', message: 'Access was refused.' }]],
    ...[408, 429, 500, 503].map((status) => [status, '', [{ ...again, code: 'server-error', message: `${nothing} ${status}.` }]] as const),
    ...[199, 300, 400, 404, 422, 499].map((status) => [status, '', [{ type: 'nack', conversation: 'c1', clientId: 'x1', code: 'refused', message: `${nothing} ${status}.` }]] as const),
    [422, '{"message":"  ","detail":"Too long","error":"e"}', [{ type: 'nack', conversation: 'c1', clientId: 'x1', code: 'refused', message: 'Too long' }]],
    [422, '{"detail":[{"loc":["body","text"],"msg":"At most 500 characters"}]}', [{ type: 'nack', conversation: 'c1', clientId: 'x1', code: 'refused', message: 'At most 500 characters' }]],
    [413, '{"error":{"code":4,"message":"Too long"}}', [{ type: 'nack', conversation: 'c1', clientId: 'x1', code: 'refused', message: 'Too long' }]],
    [422, '{"detail":[],"error":[[[]]]}', [{ type: 'nack', conversation: 'c1', clientId: 'x1', code: 'refused', message: `${nothing} 422.` }]],
    [422, '{"message":{"x":1},"error":"Too long"}', [{ type: 'nack', conversation: 'c1', clientId: 'x1', code: 'refused', message: 'Too long' }]],
  ];
  for (const [status, body, events] of rows) it(`${status} ${body}`, () => expect(told(send(start())!.answer(status, body))).to.deep.equal(events));

  it('waits twice as long after each one that came to nothing, 30 s at most, and is quick again after one that worked', () => {
    const session = start();
    const waits = (status: number) => (send(session)!.answer(status, '')[0] as ChatEvent & { type: 'nack' }).after;
    expect([0, 500, 500, 0, 500, 500, 500].map(waits)).to.deep.equal([4000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    send(session)!.answer(200, stored());
    expect(waits(500)).to.equal(1000);
  });

  it('is never longer than people read', () => {
    const [nack] = send(start())!.answer(422, JSON.stringify({ message: 'x'.repeat(900) })) as [ChatEvent & { type: 'nack' }];
    expect(nack.message).to.have.length(500);
  });
});

describe('topics: what is sent', () => {
  it('needs a conversation and something that this backend takes', () => {
    const image = { type: 'image', url: 'https://x.test/1' } as const;
    const body = (...parts: Parameters<typeof send>[2] & object): unknown => {
      const exchange = send(start(), 'c1', parts);
      return exchange && (JSON.parse(exchange.request.body as string) as { body: unknown }).body;
    };
    expect(send(start(), '')).to.equal(undefined);
    expect(body({ type: 'text', text: '' })).to.equal(undefined);
    expect(body(image)).to.deep.equal({ type: 'image', image: { url: image.url } });
    expect(body({ type: 'text', text: 'Look' }, image)).to.deep.equal({ type: 'image', image: { url: image.url, text: 'Look' } });
    expect(body(image, image)).to.equal(undefined);
    expect(body({ type: 'video', url: 'https://x.test/1' })).to.equal(undefined);
  });

  it('goes without a header where there is no token', () => {
    expect(send(start({ token: undefined }))!.request.headers).to.deep.equal({ 'Content-Type': 'application/json' });
    expect(start({ token: undefined }).poll!('c1').request.headers).to.deep.equal({});
  });

  it('subscribes once, and says goodbye only to what was subscribed to', () => {
    const session = start({ subscriptions: () => [{ conversation: 'c1' }] });
    session.open();
    const frames = (type: 'subscribe' | 'unsubscribe', conversation: string) => ((session.encode({ type, conversation } as Command) as { frames: string[] }).frames.map((frame) => (JSON.parse(frame) as { action: string }).action));
    expect([frames('subscribe', 'c1'), frames('subscribe', ''), frames('unsubscribe', '')]).to.deep.equal([[], [], []]);
    expect([frames('subscribe', 'c2'), frames('subscribe', 'c2'), frames('unsubscribe', 'c2'), frames('unsubscribe', 'c2'), frames('subscribe', 'c2')]).to.deep.equal([['subscribe'], [], ['unsubscribe'], [], ['subscribe']]);
  });
});

describe('topics: whose an event is', () => {
  const own = (session: CodecSession, more: object): readonly unknown[] => {
    const [event] = session.decode(JSON.stringify({ type: 'conversationEvent', ...(JSON.parse(stored(more)) as object) })).events as [ChatEvent & { type: 'message' }];
    return [event.message.own, event.message.author.role, event.confirms];
  };

  it('one’s own by the id that the page gave, or that an answer to a send gave away', () => {
    const session = start();
    expect(own(session, { actorID: 'vic' })).to.deep.equal([true, 'visitor', 'same-text']);
    expect(own(session, { actorID: 'u-7', clientID: 'x1' })).to.deep.equal([false, 'visitor', undefined]);
    send(session)!.answer(200, stored({ actorID: 'u-7' }));
    expect(own(session, { actorID: 'u-7' })).to.deep.equal([true, 'visitor', 'same-text']);
    expect(own(session, { actorID: 'u-7', clientID: 'x1' }), 'named, it needs no guess').to.deep.equal([true, 'visitor', undefined]);
    expect(own(session, { actorID: undefined, actorType: undefined })).to.deep.equal([false, 'agent', undefined]);
  });

  it('one’s own that comes before the answer to its send, from a backend that calls us otherwise than the page does', () => {
    const waits = (status: string) => start({ messages: () => [{ own: true, status, clientId: 'x1', text: 'Hi' }] as unknown as readonly Message[] });
    expect(own(waits('pending'), { actorID: 'u-7', clientID: 'x1' })).to.deep.equal([true, 'visitor', undefined]);
    expect(own(waits('pending'), { actorID: 'u-7', clientID: 'x1', actorType: undefined }), 'whatever it says of us').to.deep.equal([true, 'visitor', undefined]);
    expect(own(waits('pending'), { actorID: 'u-7' })).to.deep.equal([true, 'visitor', 'same-text']);
    expect(own(waits('sent'), { actorID: 'u-7' })).to.deep.equal([false, 'visitor', undefined]);
    expect(own(waits('pending'), { actorID: 'u-7', clientID: 'x2' })).to.deep.equal([false, 'visitor', undefined]);
    expect(own(waits('pending'), { actorID: 'a-1', actorType: 'agent' })).to.deep.equal([false, 'agent', undefined]);
    const session = waits('pending');
    own(session, { actorID: 'u-7', clientID: 'x1' });
    const later = { actorID: 'u-7', message: { status: 'sent', body: { type: 'text', text: 'Bye' } } };
    expect(own(session, later), 'and from then on').to.deep.equal([true, 'visitor', 'same-text']);
    const alike = waits('pending');
    own(alike, { actorID: 'u-7' });
    expect(own(alike, later), 'the same words are not the same person').to.deep.equal([false, 'visitor', undefined]);
  });

  it('every visitor’s where the page does not say who its own is, and nobody’s on the team’s side', () => {
    const somebody = { actorID: 'u-9' };
    expect(own(start({}, {}), somebody)).to.deep.equal([true, 'visitor', 'same-text']);
    expect(own(start({}, {}), { ...somebody, actorType: 'agent' })).to.deep.equal([false, 'agent', undefined]);
    expect(own(start({ self: { id: 'me', role: 'agent' } }, {}), somebody)).to.deep.equal([false, 'visitor', undefined]);
    expect(own(start({ self: { id: 'me', role: 'agent' } }), { actorID: 'x', actorType: 'robot' }), 'what nobody knows is the other side').to.deep.equal([false, 'visitor', undefined]);
    expect(own(start({ self: { id: 'me', role: 'agent' } }), { actorID: 'vic', actorType: 'user' }), 'oneself is what one is here').to.deep.equal([true, 'agent', 'same-text']);
  });
});

describe('topics: a list of events', () => {
  const one = (id: string, more: object = {}) => JSON.parse(stored({ id, actorID: 'ann', actorType: 'agent', ...more })) as object;
  const poll = (text: string, { last, news, status = 200 }: { last?: string; news?: boolean; status?: number } = {}) => start({ lastId: () => last }).poll!('c1', news).answer(status, text) as readonly (ChatEvent & { type: 'message' })[];
  const list = (...events: unknown[]) => JSON.stringify({ events });

  it('says what each stands behind; what was there before this page is history, what comes after what is known is news', () => {
    const three = list(one('a', { conversationID: undefined }), { nonsense: 1 }, { id: 'x', message: { status: 'read' } }, one('b', { type: 'conversationEvent' }));
    const seen = (events: ReturnType<typeof poll>) => events.filter(({ type }) => type === 'message').map(({ message, after, history }) => [message.id, after, history]);
    expect(seen(poll(three))).to.deep.equal([['a', null, true], ['b', 'a', true]]);
    expect(seen(poll(three, { last: 'z' }))).to.deep.equal([['a', 'z', undefined], ['b', 'a', undefined]]);
    expect(seen(poll(three, { news: true }))).to.deep.equal([['a', null, undefined], ['b', 'a', undefined]]);
    expect(poll(three).map(({ type }) => type), 'a bad one costs itself alone').to.deep.equal(['message', 'error', 'patch', 'message']);
    expect(poll(list(one('a', { actorID: 'vic' })))[0]!.confirms, 'what is old answers nothing that was said here').to.equal(undefined);
  });

  it('that is none is told; one that did not come is not', () => {
    for (const status of [0, 199, 300, 404, 500]) expect(poll(list(one('a')), { status }), `${status}`).to.deep.equal([]);
    for (const broken of ['', '{}', '{"events":5}', '[]']) expect(poll(broken).map(({ type }) => type), broken).to.deep.equal(['error']);
    expect(poll('{"events":null}'), 'an empty list, as Go writes it').to.deep.equal([]);
    expect(poll('{"error":"No"}', { status: 401 })).to.deep.equal([{ type: 'error', code: 'signed-out', message: 'No', auth: true }]);
    expect(poll('', { status: 403 })).to.deep.equal([{ type: 'error', code: 'denied', message: 'Access was refused.', auth: true }]);
    expect(poll(list({ type: 'receipt', id: 1 })).map(({ type }) => type)).to.deep.equal(['unknown']);
  });
});
