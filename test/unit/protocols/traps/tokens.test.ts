import { expect } from '@open-wc/testing';
import type { Answering } from '../../../../src/testing/bench.js';
import type { ConformanceKit } from '../../../../src/testing/index.js';
import cossistantBox from '../boxes/cossistant.js';
import realtimeBox from '../boxes/realtime-session.js';
import socketIoBox from '../boxes/socket-io.js';
import topicsBox from '../boxes/topics.js';
import userChannelBox from '../boxes/user-channel.js';
import { json, make } from './rig.js';

describe('traps: tokens', function () {
  this.timeout(40_000);
  const TOKEN = 'aB3/+=very-secret';
  const opened: Partial<Answering> = { receive() {} };
  const established = '{"type":"connection_established"}';
  const stories: readonly [string, ConformanceKit, Partial<Answering>][] = [
    ['an error frame, and the close after it', realtimeBox, { ...opened, accept: (peer) => (peer.send(json({ kind: 'error', data: { message: `Bad token ${TOKEN}` } })), peer.close(1008)) }],
    ['the reason of a close', userChannelBox, { ...opened, accept: (peer) => peer.close(4401, `Bad token ${TOKEN}`) }],
    ['an error of a connection that goes on', userChannelBox, { ...opened, accept: (peer) => peer.send(established, json({ type: 'error', message: `Bad token ${TOKEN}` })) }],
    ['a refusal of who we are', cossistantBox, { ...opened, accept: (peer) => peer.send(json({ type: 'error', code: 'AUTH', error: `Bad token ${TOKEN}` })) }],
    ['an answer over HTTP', topicsBox, { ...opened, accept() {}, fetch: () => ({ status: 400, body: json({ message: `Bad token ${TOKEN}` }) }) }],
    ['the answer to a send', socketIoBox, {
      accept: (peer) => peer.send('0{"sid":"e"}'),
      receive: (peer, frame) => peer.send(String(frame).startsWith('40') ? '40{"sid":"s"}' : `42${json(['error', { message: `Bad token ${TOKEN}` }])}`),
    }],
  ];
  for (const [where, kit, backend] of stories) {
    it(`repeated by a backend in ${where}, one is never shown`, async () => {
      const { bench, session } = make(kit, { token: () => TOKEN, backend });
      session.start();
      session.engage();
      session.sendMessage('Hi');
      await bench.until(() => bench.told.some(({ name }) => name === 'chat-error') && (session.connection.status === 'failed' || bench.messages()[0]?.status !== 'pending'));
      await bench.go(100);
      const all = json([bench.told, session.connection.error?.message, session.stats, bench.messages()]);
      expect(all).to.contain('Bad token REDACTED').and.not.contain('very-secret');
    });
  }
});
