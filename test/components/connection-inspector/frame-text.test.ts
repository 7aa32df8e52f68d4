import { expect } from '@open-wc/testing';
import { frameName, frameSize, jsonProblem, pretty } from '../../../components/connection-inspector/frame-text.js';

describe('the text of a frame', () => {
  const NAMES: readonly (readonly [string, string, string])[] = [
    ['party', '{"t":"welcome"}', 'welcome'],
    ['realtime-session', '{"kind":"transcript","data":{"type":"x"}}', 'transcript'],
    ['realtime-session', 'Hello, 5 times', 'text'],
    ['user-channel', '{"data":{"type":"inner"},"type":"pong"}', 'pong'],
    ['topics', 'POST http://127.0.0.1:1/api/v1/conversations/c1/messages?x=1\n{"body":{}}', 'POST /api/v1/conversations/c1/messages'],
    ['topics', 'HTTP 401\n', 'HTTP 401'],
    ['socket-io', '0{"sid":"x","pingInterval":25000}', 'open'],
    ['socket-io', '2', 'ping'],
    ['socket-io', '3', 'pong'],
    ['socket-io', '40{"token":"REDACTED"}', 'connect'],
    ['socket-io', '44/admin,{"message":"no"}', 'connect error'],
    ['socket-io', '42["typing",{"is_typing":true}]', 'typing'],
    ['socket-io', '42/chat,12["send_message",{}]', 'send_message'],
    ['socket-io', '451-["photo",{"_placeholder":true,"num":0}]', 'photo'],
    ['socket-io', '4312[]', 'ack'],
    ['party', '2', 'number'],
    ['party', 'null', 'null'],
    ['party', '{}', 'object'],
    ['party', '[]', 'array'],
    ['party', '{"t":', 'not JSON'],
    ['party', '{"t":"send","text":"cut off', 'send'],
    ['party', '', 'empty'],
    ['party', '120 bytes', 'binary'],
  ];
  for (const [protocol, text, name] of NAMES) it(`calls ${text.slice(0, 40) || 'nothing'} of ${protocol} ${name}`, () => expect(frameName(text, protocol)).to.equal(name));

  it('counts bytes, not letters', () => {
    expect(frameSize('مر')).to.equal(4);
    expect(frameSize('120 bytes')).to.equal(120);
  });

  it('lays JSON out without changing it', () => {
    expect(pretty('{"a":[],"b":{},"c":[1,{"d":"x, {y}: \\"z\\""}],"n":12345678901234567890,"n":1.0}', 'party')).to.equal(
      '{\n  "a": [],\n  "b": {},\n  "c": [\n    1,\n    {\n      "d": "x, {y}: \\"z\\""\n    }\n  ],\n  "n": 12345678901234567890,\n  "n": 1.0\n}',
    );
    expect(pretty('42["typing",{"on":true}]', 'socket-io')).to.equal('42\n[\n  "typing",\n  {\n    "on": true\n  }\n]');
    expect(pretty('HTTP 200\n{"events":[]}', 'topics')).to.equal('HTTP 200\n{\n  "events": []\n}');
    for (const text of ['Hello', '{"a":', '', '7']) expect(pretty(text, 'party')).to.equal(text);
  });

  it('says what is wrong with JSON', () => {
    expect(jsonProblem('{"a":1}')).to.equal(undefined);
    expect(jsonProblem('{"a":')).to.be.a('string').and.not.match(/^JSON/);
  });
});
