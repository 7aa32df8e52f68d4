import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { fresh } from '../helpers/party-client.js';
import { SECRET, serve, token } from '../helpers/party-server.js';

const { url } = await serve({ secret: SECRET, origins: 'https://shop.example' });
const vera = await token('vera', 'visitor');
const room = fresh('room/ä');
const small = await serve({ secret: SECRET, filesBytes: 3_000_000 });
const upload = (body: BodyInit, { type = 'image/png', name = 'cup.png', bearer = vera, to = room, at = url, headers = {} as Record<string, string> } = {}): Promise<Response> =>
  fetch(`${at}/parties/conversation/${encodeURIComponent(to)}/files?name=${encodeURIComponent(name)}`, {
    method: 'POST', body, headers: { 'content-type': type, ...(bearer && { authorization: `Bearer ${bearer}` }), ...headers }, ...(body instanceof ReadableStream && { duplex: 'half' }),
  } as RequestInit);

test('a picture goes up and comes down as it was, by anyone who has the link', async () => {
  const bytes = randomBytes(2_500_000);
  const answer = await upload(bytes, { name: '../a cup "ü".png' });
  assert.equal(answer.status, 201);
  const file = (await answer.json()) as { id: string; url: string; name: string; mime: string; size: number };
  assert.deepEqual([file.name, file.mime, file.size], ['a cup "ü".png', 'image/png', bytes.length]);
  const down = await fetch(file.url);
  assert.equal(down.status, 200);
  assert.deepEqual(Buffer.from(await down.arrayBuffer()), bytes);
  assert.match(down.headers.get('content-disposition')!, /^inline; filename="a cup ___.png"; filename\*=UTF-8''a%20cup%20%22%C3%BC%22.png$/);
  assert.deepEqual(['x-content-type-options', 'content-type', 'content-security-policy'].map((h) => down.headers.get(h)), ['nosniff', 'image/png', "default-src 'none'; sandbox"]);
  // Players ask for pieces.
  for (const [range, from, to] of [['bytes=1048570-1048580', 1_048_570, 1_048_581], ['bytes=-5', bytes.length - 5, bytes.length], ['bytes=2499999-', 2_499_999, 2_500_000]] as const) {
    const piece = await fetch(file.url, { headers: { range } });
    assert.equal(piece.status, 206);
    assert.deepEqual(Buffer.from(await piece.arrayBuffer()), bytes.subarray(from, to));
  }
  assert.equal((await fetch(file.url, { headers: { range: 'bytes=9999999-' } })).status, 416);
});

test('a link with another signature, for another file or room, opens nothing', async () => {
  const { url: link } = (await (await upload('one')).json()) as { url: string };
  const { url: other } = (await (await upload('two')).json()) as { url: string };
  const sig = new URL(other).searchParams.get('sig')!;
  for (const bad of [link.replace(/sig=.*/, 'sig=AAAA'), link.replace(/\?.*/, ''), link.replace(/sig=.*/, `sig=${sig}`), link.replace('room', 'rooms')]) assert.equal((await fetch(bad)).status, 403, bad);
});

test('what is not a picture, sound or film is a download; what a browser would run is not taken', async () => {
  const { url: link } = (await (await upload('a,b', { type: 'text/csv; charset=utf-8', name: 'list.csv' })).json()) as { url: string };
  assert.match((await fetch(link)).headers.get('content-disposition')!, /^attachment/);
  for (const type of ['text/html', 'image/svg+xml', 'application/javascript', 'text/xml']) assert.equal((await upload('x', { type })).status, 415, type);
});

test('more than 10 MB is refused, declared or not', async () => {
  assert.equal((await upload(new Uint8Array(10 * 1024 * 1024))).status, 201);
  const answer = await upload(new Uint8Array(10 * 1024 * 1024 + 1));
  assert.equal(answer.status, 413);
  assert.match(((await answer.json()) as { message: string }).message, /10 MB/);
  // Over another line: one on which something was refused half-way is ended, and Node's own client may still be writing its next request to it.
  const at = url.replace('127.0.0.1', 'localhost');
  let sent = 0;
  const endless = new ReadableStream({ pull: (controller) => void (sent++ < 12 ? controller.enqueue(new Uint8Array(1024 * 1024)) : controller.close()) });
  assert.equal((await upload(endless, { at })).status, 413);
});

test('all files of a conversation have an end, for those that come at the same time as well; another conversation has room', async () => {
  const to = fresh('room'), at = small.url, half = new Uint8Array(1_600_000);
  let go = (): void => {};
  const slow = new ReadableStream({
    async start(controller) {
      controller.enqueue(half.subarray(0, 800_000));
      await new Promise<void>((resolve) => (go = resolve));
      controller.enqueue(half.subarray(800_000));
      controller.close();
    },
  });
  const late = upload(slow, { to, at });
  assert.equal((await upload(half, { to, at })).status, 201);
  go();
  const refused = await late;
  assert.equal(refused.status, 413);
  assert.deepEqual(await refused.json(), { code: 'too-large', message: 'This conversation has no room for more files.' });
  assert.equal((await upload(half, { to: fresh('room'), at })).status, 201);
});

test('who may: a token, of someone whose conversation it is', async () => {
  assert.equal((await upload('x', { bearer: '' })).status, 401);
  assert.equal((await upload('x', { bearer: 'rubbish' })).status, 401);
  assert.equal((await upload('x', { bearer: await token('bob', 'visitor') })).status, 403);
  assert.equal((await upload('x', { bearer: await token('ann', 'agent') })).status, 201);
});

test('pages of the list may, by CORS; others may not', async () => {
  const preflight = await fetch(`${url}/parties/conversation/x/files`, { method: 'OPTIONS', headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' } });
  assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-origin')], [204, 'https://shop.example']);
  assert.match(preflight.headers.get('access-control-allow-headers')!, /authorization/);
  const up = await upload('x', { headers: { origin: 'https://shop.example' } });
  assert.deepEqual([up.status, up.headers.get('access-control-allow-origin')], [201, 'https://shop.example']);
  assert.equal((await upload('x', { headers: { origin: 'https://evil.example' } })).status, 403);
  const { url: link } = (await up.json()) as { url: string };
  assert.equal((await fetch(link, { headers: { origin: 'https://any.example' } })).headers.get('access-control-allow-origin'), '*');
});
