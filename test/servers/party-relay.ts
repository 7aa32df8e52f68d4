/**
 * The party server, with the same controls as the others: a relay in front of one that runs already. What goes through it is left as it is; what a control does
 * (a frame of somebody's own, a close, a cut line, a server that is down) happens between the two. For the playground.
 */
import { WebSocket } from 'ws';
import { serve, type Client } from './base.js';
import type { CommonModes, StartOptions, TestServer } from './types.js';

/** Headers that belong to one hop, or that fetch makes itself. */
const HOP = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'origin', 'referer']);

/** 1005, 1006 and 1015 are words for what was not said; nobody may say them. */
const sayable = (code: number): number => (code === 1000 || (code >= 1001 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006) || code >= 3000 ? code : 1011);

export async function startRelay(target: string, options?: StartOptions): Promise<TestServer> {
  const beyond = new WeakMap<Client, { readonly socket: WebSocket; waiting: (string | Buffer)[] | undefined }>();
  return serve<CommonModes>(
    {
      protocol: 'party',
      modes: { token: 'any', refuse: 0 },
      path: /^\//,
      actions: () => ({}),
      open(client) {
        const socket = new WebSocket(target.replace(/^http/, 'ws') + client.path, { perMessageDeflate: false });
        const line = { socket, waiting: [] as (string | Buffer)[] | undefined };
        beyond.set(client, line);
        socket.on('open', () => {
          for (const frame of line.waiting ?? []) socket.send(frame);
          line.waiting = undefined;
        });
        socket.on('message', (data, binary) => client.say(binary ? data : String(data as Buffer)));
        socket.on('close', (code, reason) => client.close(sayable(code), reason.toString()));
        // A close follows.
        socket.on('error', () => {});
      },
      message(client, frame) {
        const line = beyond.get(client);
        if (line?.waiting) line.waiting.push(frame);
        else if (line?.socket.readyState === WebSocket.OPEN) line.socket.send(frame);
      },
      gone: (client) => beyond.get(client)?.socket.terminate(),
      request(request, response, body) {
        const headers = Object.fromEntries(Object.entries(request.headers).filter(([name, value]) => !HOP.has(name) && typeof value === 'string')) as Record<string, string>;
        const { method = 'GET', url = '/' } = request;
        fetch(target + url, { method, headers, ...(method === 'GET' || method === 'HEAD' ? {} : { body }) }).then(
          async (answer) => response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' }).end(Buffer.from(await answer.arrayBuffer())),
          () => response.writeHead(502).end(),
        );
        return true;
      },
    },
    options,
  );
}
