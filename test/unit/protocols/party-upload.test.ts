import { expect } from '@open-wc/testing';
import party from '../../../src/protocols/party/index.js';
import { address, context } from './helpers.js';

const upload = (file: Blob, more: Parameters<typeof context>[0] = {}) =>
  party.start(context({ address: address({ url: 'wss://x.test/base' }), token: 'tok', ...more })).upload!('c 1', file, 'a & b.png');

describe('party: files', () => {
  it('are posted to their conversation, with the token in a header only', async () => {
    const file = new Blob(['x'], { type: 'image/png' });
    const { request } = await upload(file);
    expect(request).to.deep.equal({
      url: 'https://x.test/base/parties/conversation/c%201/files?name=a+%26+b.png', method: 'POST', body: file, headers: { 'Content-Type': 'image/png', Authorization: 'Bearer tok' },
    });
    const whole = await upload(file, { address: address({ url: 'wss://x.test/base/parties/lobby/shop' }) });
    expect(whole.request.url).to.equal('https://x.test/base/parties/conversation/c%201/files?name=a+%26+b.png');
    const hosted = await upload(file, { address: address({ host: 'localhost:1', party: 'room' }) });
    expect(hosted.request.url).to.equal('http://localhost:1/parties/room/c%201/files?name=a+%26+b.png');
  });

  it('go with the token that a guest was given, or with none', async () => {
    const session = party.start(context({ address: address({ url: 'wss://x.test' }) }));
    expect((await session.upload!('c', new Blob(), 'n')).request.headers).to.deep.equal({ 'Content-Type': 'application/octet-stream' });
    session.decode('{"t":"welcome","v":1,"user":{"id":"g","role":"visitor"},"token":"guest"}');
    expect((await session.upload!('c', new Blob(), 'n')).request.headers).to.include({ Authorization: 'Bearer guest' });
    session.decode('{"t":"welcome","v":1,"user":{"id":"g","role":"visitor"}}');
    expect((await session.upload!('c', new Blob(), 'n')).request.headers, 'a welcome without one takes none away').to.include({ Authorization: 'Bearer guest' });
  });

  it('are up to 10 MB, ten at a time, and nothing that a browser would run', async () => {
    const { types, ...rest } = await party.uploadLimits!();
    expect(rest).to.deep.equal({ size: 10_485_760, count: 10 });
    expect(types).to.have.members([
      'image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/heic', 'image/heif', 'image/bmp', 'image/tiff', 'audio/mpeg', 'video/mpeg', 'audio/mp4', 'video/mp4',
      'audio/ogg', 'video/ogg', 'audio/webm', 'video/webm', 'audio/wav', 'video/wav', 'audio/x-wav', 'video/x-wav', 'audio/aac', 'video/aac', 'audio/flac', 'video/flac', 'audio/quicktime',
      'video/quicktime', 'audio/x-m4a', 'video/x-m4a', 'audio/3gpp', 'video/3gpp', 'application/pdf', 'application/zip', 'application/gzip', 'application/json', 'application/rtf',
      'application/octet-stream', 'application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint', 'application/vnd.openxmlformats-officedocument.*',
      'application/vnd.oasis.opendocument.*', 'text/plain', 'text/csv', 'text/markdown', 'text/calendar',
    ]);
  });

  it('become a part of the kind that can be shown', async () => {
    const { answer } = await upload(new Blob());
    const kinds = { 'image/png': 'image', 'video/mp4': 'video', 'audio/webm': 'audio', 'application/pdf': 'file', 'image/heic': 'file', 'image/tiff': 'file', 'x/image/png': 'file' };
    for (const [mime, type] of Object.entries(kinds)) {
      expect(answer(201, JSON.stringify({ id: '1', url: 'https://x.test/f', name: 'n', mime, size: 3 }))).to.deep.equal({ type, url: 'https://x.test/f', name: 'n', mime, size: 3 });
    }
    expect(answer(201, '{"url":"https://x.test/f","name":null}')).to.include({ type: 'file', url: 'https://x.test/f', name: undefined });
  });

  it('or say why not', async () => {
    const { answer } = await upload(new Blob());
    expect(answer(413, '{"code":"too-large","message":"10 MB at most."}')).to.deep.equal({ code: 'too-large', message: '10 MB at most.' });
    expect(answer(415, '{"message":"Not these."}')).to.deep.equal({ code: 'refused', message: 'Not these.' });
    for (const [status, body] of [[0, ''], [500, '<html>'], [201, '{}'], [200, '{"url":"x"}'], [201, 'null']] as const) {
      expect(answer(status, body)).to.deep.equal({ code: 'refused', message: '' });
    }
  });
});
