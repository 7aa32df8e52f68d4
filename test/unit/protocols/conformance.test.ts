import { conformance, type ConformanceKit } from '../../../src/testing/index.js';
import cossistant, { cossistantKit } from './boxes/cossistant.js';
import party from './boxes/party.js';
import realtimeSession from './boxes/realtime-session.js';
import socketIo, { socketIoKit } from './boxes/socket-io.js';
import topics from './boxes/topics.js';
import userChannel from './boxes/user-channel.js';

/** A backend in a box for every codec; two for those whose backends differ in what they tell. */
const kits: readonly ConformanceKit[] = [party, realtimeSession, userChannel, cossistant, { ...cossistantKit(false), codec: { ...cossistant.codec, name: 'cossistant that tells no metadata' } }, topics, socketIo, socketIoKit(true)];

for (const kit of kits) {
  describe(`conformance: ${kit.codec.name}`, () => {
    for (const { name, run } of conformance(kit)) it(name, run);
  });
}
