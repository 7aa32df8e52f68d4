import { expect } from '@open-wc/testing';
import type { ChatEvent, Command } from '../../../src/domain/index.js';
import type { CodecContext, CodecSession } from '../../../src/protocols/codec.js';
import cossistant from '../../../src/protocols/cossistant/index.js';
import { address, context, plain } from './helpers.js';

/** Whose words and whose typing it is, frame after frame: the server calls us by an id that it may never tell. */
const VISITOR = { self: { id: 'me', role: 'visitor' } } as const;
const AGENT = { self: { id: 'me', role: 'agent' } } as const;
const fresh = (more: Partial<CodecContext>, where: Parameters<typeof address>[0] = {}): CodecSession => cossistant.start(context({ address: address({ conversation: 'c1', ...where }), ...more }));
const start = (...those: Parameters<typeof fresh>): CodecSession => {
  const session = fresh(...those);
  session.decode('{"type":"connection_established"}');
  return session;
};
const say = (session: CodecSession, type: string, more: object = {}): readonly ChatEvent[] => session.decode(JSON.stringify({ type, conversationId: 'c1', ...more })).events;
const typing = (session: CodecSession, type: 'typing_indicator' | 'typing_progress', more: object) => say(session, type, type === 'typing_indicator' ? { isTyping: true, ...more } : { content: 'Hel', ...more }) as readonly (ChatEvent & { type: 'typing' })[];
const types = (session: CodecSession, on = true): void => void session.encode({ type: 'typing', conversation: 'c1', on } as Command);

describe('cossistant: who types', () => {
  it('the other side, where nothing is known; who is known is what they are', () => {
    const role = (session: CodecSession, userId: string) => typing(session, 'typing_indicator', { userId })[0]!.participant.role;
    expect([role(start(VISITOR), 'x'), role(start(AGENT), 'x')]).to.deep.equal(['agent', 'visitor']);
    const agent = start(AGENT);
    say(agent, 'conversation_assigned', { assignedTeamMemberId: 'ann' });
    say(agent, 'typing_progress', { userId: 'bot', userType: 'ai_agent', content: 'H' });
    say(agent, 'new_message', { messageId: 'm', senderType: 'user', senderId: 'ben', content: { text: 'Hi' } });
    say(agent, 'conversation_assigned', { assignedTeamMemberId: null });
    expect(['ann', 'bot', 'ben', 'vic'].map((id) => role(agent, id))).to.deep.equal(['agent', 'ai', 'agent', 'visitor']);
    const visitor = start(VISITOR);
    say(visitor, 'visitor_online', { visitorId: 'v2' });
    expect(typing(visitor, 'typing_indicator', { userId: 'v2' }), 'the visitor of this conversation is oneself').to.deep.equal([]);
  });

  it('an indicator brings the words that are known, until it ended', () => {
    const session = start(AGENT);
    const words = (on = true) => typing(session, 'typing_indicator', { userId: 'v', isTyping: on })[0]!.text;
    expect(words()).to.equal(undefined);
    typing(session, 'typing_progress', { userId: 'v', userType: 'visitor' });
    expect([words(), words(), words(false), words()]).to.deep.equal(['Hel', 'Hel', undefined, undefined]);
    typing(session, 'typing_progress', { userId: 'v', userType: 'visitor' });
    say(session, 'new_message', { messageId: 'm', senderType: 'visitor', senderId: 'v', content: { text: 'Hello' } });
    expect(words(), 'it was said').to.equal(undefined);
  });

  it('never oneself: by the page’s id, as the one visitor, or as who may be one where one is typing', () => {
    for (const type of ['typing_indicator', 'typing_progress'] as const) {
      expect(typing(start(AGENT, { userId: 'me' }), type, { userId: 'me', userType: 'user' }), type).to.deep.equal([]);
      const named = start(AGENT, { userId: 'me' });
      types(named);
      expect(typing(named, type, { userId: 'ann', userType: 'user' }), 'whoever is not this one is another').to.have.length(1);
      const unnamed = start(AGENT);
      expect(typing(unnamed, type, { userId: 'x1', userType: 'user' }), 'nobody types here').to.have.length(1);
      const writing = start(AGENT);
      types(writing);
      expect(typing(writing, type, { userId: 'x1', userType: 'user' }), 'it may be the echo').to.deep.equal([]);
      expect(typing(writing, type, { userId: 'x1', userType: 'user', conversationId: 'c2' }), 'elsewhere it is none').to.have.length(1);
      say(writing, 'new_message', { messageId: 'm', senderType: 'user', senderId: 'ben', content: { text: 'Hi' } });
      expect(typing(writing, type, { userId: 'ben', userType: 'user' }), 'who is known is not one').to.have.length(1);
    }
    const early = fresh(AGENT);
    expect(early.encode({ type: 'typing', conversation: 'c1', on: true } as Command), 'nobody is told before the handshake').to.deep.equal({ frames: [] });
    const guest = start(VISITOR);
    expect(typing(guest, 'typing_progress', { userId: 'v1', userType: 'visitor' })).to.deep.equal([]);
    expect(typing(guest, 'typing_indicator', { userId: 'v1' }), 'from then on that is one’s id').to.deep.equal([]);
    expect(typing(guest, 'typing_progress', { userId: 'ann', userType: 'user' })).to.have.length(1);
  });
});

describe('cossistant: what is said of us', () => {
  it('an error before the handshake is about who we are where its words say so; after it only by its code', () => {
    const auth = (session: CodecSession, more: object) => (say(session, 'error', more)[0] as ChatEvent & { type: 'error' }).auth;
    const words = { error: 'Invalid token' };
    expect([auth(fresh(VISITOR), words), auth(fresh(VISITOR), { error: 'Out of order' }), auth(fresh(VISITOR), { ...words, code: 'OVERLOADED' })]).to.deep.equal([true, undefined, undefined]);
    const up = start(VISITOR);
    expect([auth(up, words), auth(up, { error: 'No', code: 'UNAUTHORIZED' }), auth(up, { error: 'No', code: '401' }), auth(up, { error: 'No', code: 'AUTHOR_UNKNOWN' })]).to.deep.equal([undefined, true, true, undefined]);
  });

  it('a subscription that is refused is told with its place; only the answer to a frame that nobody knows is passed over', () => {
    const error = (more: object) => plain(say(fresh(VISITOR), 'subscription_error', { conversationId: undefined, ...more }));
    expect(error({ error: 'Unknown message type' })).to.deep.equal([]);
    expect(error({ error: 'Unknown message type', channel: 'conversation:c\n9' })).to.deep.equal([{ type: 'error', code: 'denied', message: 'Unknown message type', conversation: 'c\n9' }]);
    expect(error({ error: 'This is an unknown message type' })).to.deep.equal([{ type: 'error', code: 'server-error', message: 'This is an unknown message type' }]);
    expect(error({ channel: 'website:w1' })).to.deep.equal([{ type: 'error', code: 'denied', message: 'website:w1 was refused.' }]);
    expect(error({})).to.deep.equal([{ type: 'error', code: 'server-error', message: 'A subscription was refused.' }]);
  });

  it('the team without a website subscribes to its conversations alone; nobody subscribes before the handshake', () => {
    const asked = (session: CodecSession) => (session.decode('{"type":"connection_established"}').replies ?? []).map((frame) => (JSON.parse(frame as string) as { type: string }).type);
    const subscriptions = () => [{ conversation: 'c1' }];
    expect(asked(fresh({ ...AGENT, subscriptions }))).to.deep.equal(['subscribe_conversation']);
    expect(asked(fresh({ ...AGENT, subscriptions }, { websiteId: 'w1' }))).to.deep.equal(['subscribe_website', 'subscribe_conversation']);
    expect(asked(fresh({ ...VISITOR, subscriptions }, { websiteId: 'w1' }))).to.deep.equal(['subscribe_conversation']);
    expect(fresh({ ...VISITOR, subscriptions, writer: { id: 'new here', generation: 1 } }).open()).to.deep.equal({ events: [], replies: [] });
    expect(fresh({ ...VISITOR, subscriptions }).decode('{"type":"pong"}').replies).to.equal(undefined);
  });
});
