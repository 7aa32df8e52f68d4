import { expect } from '@open-wc/testing';
import type { ChatError } from '../../../src/errors/index.js';
import { httpUrl, segment, wsUrl } from '../../../src/protocols/url.js';

const code = (fn: () => unknown): unknown => {
  try {
    return fn();
  } catch (error) {
    return (error as ChatError).code;
  }
};

describe('addresses', () => {
  const rows: readonly (readonly [given: string, ws: string, http: string])[] = [
    ['https://api.example.com/v2', 'wss://api.example.com/v2/ws', 'https://api.example.com/v2/ws'],
    ['https://api.example.com/v2/', 'wss://api.example.com/v2/ws', 'https://api.example.com/v2/ws'],
    ['https://api.example.com/v2//', 'wss://api.example.com/v2/ws', 'https://api.example.com/v2/ws'],
    ['http://api.example.com', 'ws://api.example.com/ws', 'http://api.example.com/ws'],
    ['ws://api.example.com/', 'ws://api.example.com/ws', 'http://api.example.com/ws'],
    ['wss://api.example.com', 'wss://api.example.com/ws', 'https://api.example.com/ws'],
    ['WSS://API.example.com/V2', 'wss://api.example.com/V2/ws', 'https://api.example.com/V2/ws'],
    [' https://x.test ', 'wss://x.test/ws', 'https://x.test/ws'],
    ['https://x.test:8443', 'wss://x.test:8443/ws', 'https://x.test:8443/ws'],
    ['https://x.test:443', 'wss://x.test/ws', 'https://x.test/ws'],
    ['http://x.test:443', 'ws://x.test:443/ws', 'http://x.test:443/ws'],
    ['http://localhost:8787/base', 'ws://localhost:8787/base/ws', 'http://localhost:8787/base/ws'],
    ['http://[::1]:8787', 'ws://[::1]:8787/ws', 'http://[::1]:8787/ws'],
    ['https://[2001:db8::1]/a', 'wss://[2001:db8::1]/a/ws', 'https://[2001:db8::1]/a/ws'],
    ['https://x.test/a?k=v&l=w', 'wss://x.test/a/ws?k=v&l=w', 'https://x.test/a/ws?k=v&l=w'],
    ['https://x.test/a/?k=v#part', 'wss://x.test/a/ws?k=v', 'https://x.test/a/ws?k=v'],
    ['https://x.test/%2F', 'wss://x.test/%2F/ws', 'https://x.test/%2F/ws'],
    ['https://bücher.test', 'wss://xn--bcher-kva.test/ws', 'https://xn--bcher-kva.test/ws'],
  ];
  for (const [given, ws, http] of rows) {
    it(given, () => {
      expect(wsUrl(given, '/ws')).to.equal(ws);
      expect(httpUrl(given, '/ws')).to.equal(http);
    });
  }

  it('takes a path alone as one on the page’s own server', () => {
    expect(wsUrl('/chat/', '/ws')).to.equal(`${location.origin.replace(/^http/, 'ws')}/chat/ws`);
  });

  it('encodes parameters, replaces those of the base, and leaves out what is undefined', () => {
    expect(wsUrl('https://x.test', '/ws', { token: 'a b&c=d+é', other: undefined })).to.equal('wss://x.test/ws?token=a+b%26c%3Dd%2B%C3%A9');
    expect(new URL(wsUrl('https://x.test?token=old', '', { token: 'new/+=' })).searchParams.getAll('token')).to.deep.equal(['new/+=']);
  });

  it('says that there is none', () => {
    for (const nothing of [undefined, '', '  ']) expect(code(() => wsUrl(nothing))).to.equal('no-url');
  });

  for (const wrong of ['chat', 'chat.example.com', 'localhost:8787', '//x.test', 'ftp://x.test', 'javascript:alert(1)', 'wss://', 'https://a b', 'https://x.test:99999', 'data:text/plain,x', './chat', 'wss//x.test']) {
    it(`is not an address: ${wrong}`, () => expect(code(() => wsUrl(wrong))).to.equal('invalid-url'));
  }

  it('never shows a token in what it says of a wrong address', () => {
    expect(() => wsUrl('chat?token=s3cret')).to.throw('REDACTED').with.property('message').that.does.not.contain('s3cret');
  });

  it('makes one segment of an id', () => {
    expect(segment('a/b?c#d')).to.equal('a%2Fb%3Fc%23d');
    expect(code(() => segment('..'))).to.equal('invalid-input');
    expect(code(() => segment('.'))).to.equal('invalid-input');
    expect(new URL(wsUrl('wss://x.test', `/parties/c/${segment('a/../b')}`)).pathname).to.equal('/parties/c/a%2F..%2Fb');
  });
});
