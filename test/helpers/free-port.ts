import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port that nobody listens on right now, for a server that comes up on it later, or comes back to it: it is none of those that the system hands out to whoever connects or asks for any
 * (from 32768 on, on some from 49152). One of these is somebody else's, now and then, in the moment in which nobody listens there.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const probe = createServer().listen(port, '127.0.0.1');
    const there = await once(probe, 'listening').catch((error: NodeJS.ErrnoException) => {
      if (!['EADDRINUSE', 'EACCES'].includes(error.code ?? '')) throw error;
    });
    if (!there) continue;
    await new Promise((done) => probe.close(done));
    return port;
  }
}
