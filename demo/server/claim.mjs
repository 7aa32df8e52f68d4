import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One server per data folder. A server that was killed, or whose npm was, may still be about when the next one starts:
 * it is waited for, and removed where it is an orphan. A server that someone runs on purpose is left alone.
 */
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const read = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

/** Parent and command of a process; undefined if there is none, or only its remains (a zombie). */
export function processInfo(pid) {
  if (process.platform === 'linux') {
    const stat = read(`/proc/${pid}/stat`);
    if (!stat) return undefined;
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return undefined;
    return { parent: Number(parent), command: (read(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ') };
  }
  try {
    const [, parent, state, command] = /^\s*(\d+)\s+(\S+)\s+(.*)$/m.exec(execFileSync('ps', ['-o', 'ppid=,stat=,command=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) ?? [];
    return parent && !state.startsWith('Z') ? { parent: Number(parent), command } : undefined;
  } catch {
    return undefined;
  }
}

/** The npm (or npx, pnpm, yarn) that this process was started by, if any. */
export function launcher() {
  if (!process.env.npm_lifecycle_event) return undefined;
  for (let pid = process.ppid, i = 0; pid > 1 && i < 4; i++) {
    const info = processInfo(pid);
    if (!info) return undefined;
    if (/\b(npm|npx|pnpm|yarn|bun)\b/.test(info.command)) return pid;
    pid = info.parent;
  }
  return undefined;
}

const kill = (pid) => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone already
  }
};

/** Takes the data folder, or throws if another server keeps it. */
export async function claim(folder, until) {
  const file = join(folder, 'server.json');
  for (;;) {
    const workerd = Number(read(join(folder, 'workerd.pid')));
    let old;
    try {
      old = JSON.parse(read(file) ?? 'null');
    } catch {
      // half written by a server that was killed
    }
    const alive = old && old.pid !== process.pid && processInfo(old.pid)?.command === old.command;
    const rest = workerd && /workerd/.test(processInfo(workerd)?.command ?? '') ? workerd : 0;
    // Ours already (a second start in one process, such as a dev server that starts anew).
    if (old?.pid === process.pid) break;
    if (!alive && rest) kill(rest);
    if (alive && old.launcher && !processInfo(old.launcher)) kill(old.pid);
    if (!alive && !rest) break;
    if (Date.now() > until) throw new Error(`Another chat server (process ${old?.pid ?? workerd}) uses the data folder ${folder}. Stop it, or choose another folder with --data.`);
    await pause(30);
  }
  writeFileSync(file, JSON.stringify({ pid: process.pid, command: processInfo(process.pid)?.command, launcher: launcher() }));
}

export function release(folder) {
  rmSync(join(folder, 'workerd.pid'), { force: true });
  rmSync(join(folder, 'server.json'), { force: true });
}
