/**
 * What an idle socket costs the server, for `npm run bench -- --only=memory`: the same number of sockets in one room and spread over many, on our server and on a worker of ten
 * lines that does nothing but accept them. What both have in common is workerd's; what rises with the rooms is the room's; the rest is ours per socket.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { Miniflare } from 'miniflare';
import { WebSocket } from 'ws';
import { freePort } from '../../scripts/free-port.mjs';
import { PartyClient } from '../helpers/party-client.js';
import { PartyProcess } from '../faults/services/party.js';

const SOCKETS = 500;
const ROOMS = [1, 50, 500];

const BARE = `
export class Room {
  constructor(ctx) { this.ctx = ctx; }
  fetch() {
    const [ours, theirs] = Object.values(new WebSocketPair());
    this.ctx.acceptWebSocket(ours);
    return new Response(null, { status: 101, webSocket: theirs });
  }
  webSocketMessage(socket, message) { socket.send(message); }
}
export default { fetch: (request, env) => env.Room.get(env.Room.idFromName(new URL(request.url).pathname)).fetch(request) };`;

/** Resident memory, kB. Linux only. */
const memory = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

function childOf(parent: number, name: string): number {
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      if (stat.includes(`(${name})`) && Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent) return Number(pid);
    } catch {
      // It has gone meanwhile.
    }
  }
  throw new Error(`no ${name} among the children of ${parent}`);
}

async function cost(pid: number, rooms: number, connect: (room: string, i: number) => Promise<() => void>): Promise<number> {
  const ends: (() => void)[] = [];
  // A first one, so that what a server has at all is not counted as a socket's.
  ends.push(await connect('first', SOCKETS));
  await wait(1_000);
  const before = memory(pid);
  for (let i = 0; i < SOCKETS; i += 25) ends.push(...(await Promise.all(Array.from({ length: 25 }, (_, j) => connect(`r${(i + j) % rooms}`, i + j)))));
  await wait(3_000);
  const after = memory(pid);
  ends.forEach((end) => end());
  await wait(500);
  return (after - before) / SOCKETS;
}

async function ours(rooms: number): Promise<number> {
  const server = await new PartyProcess(await freePort()).start();
  try {
    return await cost(server.pid, rooms, async (room, i) => {
      const client = await PartyClient.open({ url: server.url, room, user: { id: `u${i}`, role: 'visitor' } });
      return () => client.ws.terminate();
    });
  } finally {
    await server.stop();
  }
}

async function bare(rooms: number): Promise<number> {
  const server = new Miniflare({ modules: true, script: BARE, compatibilityDate: '2026-07-20', cf: false, host: '127.0.0.1', port: 0, durableObjects: { Room: { className: 'Room', useSQLite: true } } });
  try {
    const url = String(await server.ready).replace('http', 'ws');
    return await cost(childOf(process.pid, 'workerd'), rooms, async (room) => {
      const socket = new WebSocket(`${url}${room}`);
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
      return () => socket.terminate();
    });
  } finally {
    await server.dispose();
  }
}

export async function benchMemory(): Promise<string> {
  const lines = ['| kB per idle socket | the server of the demo | a worker that only accepts |', '|---|---:|---:|'];
  for (const rooms of ROOMS) lines.push(`| ${SOCKETS} sockets, ${rooms} room${rooms === 1 ? '' : 's'} | ${(await ours(rooms)).toFixed(0)} | ${(await bare(rooms)).toFixed(0)} |`);
  return lines.join('\n');
}
