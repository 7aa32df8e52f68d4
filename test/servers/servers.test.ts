/** The servers themselves, before anybody builds on them: each starts in a process of its own and is led over its control port; Socket.IO is what its own client takes for it. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { after, describe, it } from 'node:test';
import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { root } from '../../scripts/files.mjs';
import { SERVER_NAMES, startServer } from './index.js';

const children = new Set<ChildProcess>();
after(() => children.forEach((child) => child.kill('SIGKILL')));

/** Starts one as `npm start` does; its addresses. */
async function launch(name: string): Promise<{ url: string; control: string; end: () => Promise<unknown> }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/servers/index.ts', name], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    const [, url, control] = /ready at (\S+), control at (\S+)/.exec(said) ?? [];
    if (!url || !control) continue;
    return {
      url, control,
      async end() {
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        return (await gone)[0] as number;
      },
    };
  }
  throw new Error(`${name} ended: ${said}`);
}

const post = async (url: string, body: unknown = {}): Promise<unknown> => (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).json();

describe('a server by its name', () => {
  for (const name of SERVER_NAMES)
    it(`${name} starts, tells what can be done to it, goes down and comes up, and ends when asked`, { timeout: 60_000 }, async () => {
      const { url, control, end } = await launch(name);
      const state = (await (await fetch(control)).json()) as { protocol: string; actions: Record<string, { title: string; args: object }>; modes: object };
      assert.equal(state.protocol, name);
      assert.ok(Object.values(state.actions).every(({ title, args }) => title && args));
      for (const action of Object.keys(state.actions).filter((one) => !['status', 'repeat'].includes(one))) await post(`${control}/act`, { name: action });
      assert.deepEqual(Object.keys((await post(`${control}/act`, { name: 'no such thing' })) as object), ['error']);
      await post(`${control}/modes`, { refuse: 503 });
      const refused = new WebSocket(url.replace('http', 'ws'));
      const [error] = (await once(refused, 'error')) as [Error];
      assert.match(error.message, /503/);
      await post(`${control}/down`);
      await assert.rejects(fetch(url));
      await post(`${control}/up`);
      assert.equal((await fetch(`${url}/nothing`)).status, 404);
      assert.equal(await end(), 0);
    });
});

describe('Socket.IO, asked by its own client', () => {
  for (const engine of ['node', 'python'] as const)
    it(`engine ${engine}`, { timeout: 30_000 }, async () => {
      const server = await startServer('socket-io', { modes: { engine, history: true, numeric: true, pingInterval: 100 } as never });
      const heard: unknown[][] = [];
      const connect = (user_id: unknown): Socket => io(server.url, { transports: ['websocket'], auth: { token: 'good', user_id }, reconnection: false, forceNew: true });
      const client = connect(7);
      client.onAny((...event: unknown[]) => heard.push(event));
      await new Promise<void>((resolve) => client.once('connect', resolve));
      assert.deepEqual(await client.emitWithAck('send_message', { user_id: 7, girl_id: 9, content: 'Hello' }), { ok: true, event: 'send_message' });
      server.control.act('binary', { text: 'bytes' });
      await new Promise<void>((resolve) => client.once('file', () => resolve()));
      assert.deepEqual(heard.map(([name]) => name), ['user_online', 'message_sent', 'typing', 'message_read', 'message_received', 'typing', 'file']);
      assert.equal(String((heard.at(-1)![1] as { bytes: Buffer }).bytes), 'bytes');
      // Before the connection was confirmed, and yet kept.
      const out = server.control.log.flatMap(({ direction, frame }) => (direction === 'out' && typeof frame === 'string' ? [frame] : []));
      assert.ok(out.findIndex((frame) => frame.includes('user_online')) < out.findIndex((frame) => frame.startsWith('40')), out.join('\n'));
      const { messages } = (await (await fetch(`${server.url}/messages?user_id=7&girl_id=9&limit=10&offset=0`)).json()) as { messages: { content: string }[] };
      assert.deepEqual(messages.map(({ content }) => content), ['You wrote: Hello', 'Hello']);
      for (const [user, words] of [['seven', 'user_id must be an integer'], [undefined, 'user_id is required']] as const) {
        const other = connect(user);
        const [error] = await new Promise<[Error]>((resolve) => other.once('connect_error', (...all) => resolve(all)));
        assert.equal(error.message, words);
        other.close();
      }
      server.control.act('leave');
      await new Promise<void>((resolve) => client.once('disconnect', () => resolve()));
      client.close();
      await server.close();
    });
});
