/**
 * The server under load, for `npm run bench -- --only server`: 1,000 sockets in one workerd, 50 rooms, somebody in every room says something once a second.
 * Delivery is the time from a frame's leaving to its coming in at each of the 20 sockets of its room; all of them live in this process, on the same machine.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { PartyClient, type Frame } from '../helpers/party-client.js';
import { freePort } from '../../scripts/free-port.mjs';
import { quantile } from '../faults/report.js';
import { PartyProcess } from '../faults/services/party.js';

const SOCKETS = 1_000;
const ROOMS = 50;
const SECONDS = 20;

/** Resident memory of a process, kB. Linux only; NaN elsewhere. */
function memory(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return NaN;
  }
}

/** Processor time that a process has had, seconds. Linux only. */
function processor(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13).map(Number);
    return (user! + system!) / 100;
  } catch {
    return NaN;
  }
}

export async function benchServer(): Promise<string> {
  const server = await new PartyProcess(await freePort()).start();
  const clients: PartyClient[] = [];
  const times: number[] = [];
  let sent = 0;
  try {
    // A first one, so that what every server has, connected to or not, is not counted as a socket's.
    clients.push(await PartyClient.open({ url: server.url, room: 'load-0', user: { id: 'first', role: 'visitor' } }));
    await wait(1_000);
    const before = memory(server.pid);
    for (let i = 1; i < SOCKETS; i += 25) {
      const some = Array.from({ length: Math.min(25, SOCKETS - i) }, (_, j) => PartyClient.open({ url: server.url, room: `load-${(i + j) % ROOMS}`, user: { id: `u${i + j}`, role: 'visitor' } }));
      clients.push(...(await Promise.all(some)));
    }
    await wait(2_000);
    const idle = memory(server.pid);
    for (const client of clients) {
      client.ws.removeAllListeners('message');
      client.forget();
      client.ws.on('message', (data) => {
        const frame = JSON.parse(String(data)) as Frame;
        if (frame.t === 'entries') for (const entry of frame.entries as Frame[]) times.push(performance.now() - Number(entry.parts[0].text.split(' ')[0]));
      });
    }
    const [ours, theirs] = [process.cpuUsage(), processor(server.pid)];
    for (let tick = 0; tick < SECONDS; tick++) {
      const due = performance.now() + 1_000;
      for (let room = 0; room < ROOMS; room++) {
        // Spread over the second, each time by somebody else in the room.
        const who = clients.find((client, i) => client.options.room === `load-${room}` && Math.floor(i / ROOMS) === tick % 20) ?? clients[room]!;
        who.say(`${performance.now()} a line of chat, as long as people write them`);
        sent++;
        await wait(Math.max(0, due - performance.now() - ((ROOMS - room - 1) / ROOMS) * 1_000));
      }
    }
    // On a machine that has more to do than it can, it takes longer.
    for (const end = performance.now() + 30_000; times.length < sent * (SOCKETS / ROOMS) && performance.now() < end; ) await wait(100);
    const took = process.cpuUsage(ours);
    const used = processor(server.pid) - theirs;
    const busy = memory(server.pid);
    const each = (kB: number): string => (kB / SOCKETS).toFixed(1);
    return [
      '| server | |', '|---|---:|', `| sockets, rooms | ${clients.length}, ${ROOMS} |`, `| messages, deliveries | ${sent}, ${times.length} of ${sent * (SOCKETS / ROOMS)} |`,
      `| delivery, median ms | ${quantile(times, 0.5).toFixed(1)} |`, `| delivery, p99 ms | ${quantile(times, 0.99).toFixed(1)} |`,
      `| processor time per delivery, µs: server; the clients of this test | ${((used / times.length) * 1e6).toFixed(0)}; ${((took.user + took.system) / times.length).toFixed(0)} |`,
      `| memory per socket, idle kB | ${each(idle - before)} |`, `| memory per socket after the chat, kB | ${each(busy - before)} |`, `| workerd in all, MB | ${(busy / 1_000).toFixed(0)} |`,
    ].join('\n');
  } finally {
    for (const client of clients) client.ws.terminate();
    await server.stop();
  }
}
