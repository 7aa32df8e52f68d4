import { conformance, type ConformanceKit } from '../../../src/testing/index.js';
import party from './boxes/party.js';
import realtimeSession from './boxes/realtime-session.js';
import userChannel from './boxes/user-channel.js';

/** One line each: a backend in a box for every codec. */
const kits: readonly ConformanceKit[] = [party, realtimeSession, userChannel];

for (const kit of kits) {
  describe(`conformance: ${kit.codec.name}`, () => {
    for (const { name, run } of conformance(kit)) it(name, run).timeout(20_000);
  });
}
