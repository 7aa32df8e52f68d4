/**
 * All test servers in one process, for the demo's playground: `fork('test/servers/playground.ts', [address of the party server])`. Tells its parent of each that runs
 * (`{ protocol, url, controlUrl }`) or could not be started (`{ protocol, error }`), and ends with it, however that ends.
 */
import { SERVER_NAMES, startServer } from './index.js';
import { startRelay } from './party-relay.js';
import type { TestServer } from './types.js';

const party = process.argv[2];
const running: TestServer[] = [];

async function run(protocol: string, start: () => Promise<TestServer>): Promise<void> {
  try {
    const server = await start();
    running.push(server);
    process.send?.({ protocol, url: server.url, controlUrl: server.controlUrl });
  } catch (error) {
    process.send?.({ protocol, error: error instanceof Error ? error.message : String(error) });
  }
}

process.once('disconnect', () => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));

await Promise.all([...(party ? [run('party', () => startRelay(party))] : []), ...SERVER_NAMES.map((name) => run(name, () => startServer(name)))]);
process.send?.({ done: true });
