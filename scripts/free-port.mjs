/** Ports for servers of ours. */
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port that no system hands out to whoever connects or asks for any (from 32768 on, on some from 49152): it is a while until a server is there to listen, and one of those is
 * somebody else's, now and then, by that time.
 */
export const somePort = () => 20_000 + Math.floor(Math.random() * 12_000);

/**
 * One of these that nobody listens on right now, for a server that comes up on it later, or comes back to it.
 *
 * @returns {Promise<number>}
 */
export async function freePort() {
  for (;;) {
    const port = somePort();
    const probe = createServer().listen(port, '127.0.0.1');
    const there = await once(probe, 'listening').catch((error) => {
      if (!['EADDRINUSE', 'EACCES'].includes(error.code ?? '')) throw error;
    });
    if (!there) continue;
    await new Promise((done) => probe.close(done));
    return port;
  }
}
