import { expect } from '@open-wc/testing';
import type { ChatError } from '../../../src/errors/index.js';
import partyCodec from '../../../src/protocols/party/index.js';
import type { Core } from '../../../src/session/core.js';
import { upload } from '../../../src/session/upload.js';
import { address, context } from '../protocols/helpers.js';

/** What becomes of a file that is answered so. */
async function answered(status: number, body: string): Promise<ChatError> {
  const wire = partyCodec.start(context({ address: address({ url: 'wss://x.test' }) }));
  const core = { line: { wire }, settings: { address: { protocol: 'party' } }, deps: { transfer: async () => [status, body] } } as unknown as Core;
  return upload(core, 'c', new Blob(['x']), 'x.png').then(() => expect.fail('was taken'), (error: ChatError) => error);
}
/** As nginx says it. */
const page = (title: string): string => `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;

describe('a file that is not taken', () => {
  it('by a proxy is refused, not lost on the way: the line has nothing to do with it', async () => {
    const large = await answered(413, page('413 Request Entity Too Large'));
    expect([large.code, large.message]).to.deep.equal(['file-too-large', 'The file is too large for the server: try a smaller one.']);
    for (const status of [400, 401, 403, 404, 405, 415, 451]) {
      const refused = await answered(status, page(`${status} Something`));
      expect([refused.code, refused.message]).to.deep.equal(['file-refused', `The server did not accept the file (HTTP ${status}).`]);
    }
  });

  it('for now may be tried again', async () => {
    for (const [status, body] of [[0, ''], [408, ''], [429, page('429 Too Many Requests')], [500, ''], [502, page('502 Bad Gateway')], [200, page('Sign in to this hotel')]] as const) {
      expect((await answered(status, body)).code, String(status)).to.equal('upload-failed');
    }
  });

  it('with words of the backend says those', async () => {
    const error = await answered(413, '{"code":"too-large","message":"10 MB at most."}');
    expect([error.code, error.message]).to.deep.equal(['server-error', '10 MB at most.']);
  });
});
