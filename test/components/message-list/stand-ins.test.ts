import { expect } from '@open-wc/testing';
import { nameOf, until } from '../harness.js';
import { ListHarness } from './harness.js';

/** What backends send that this list cannot show, or that is not there yet, is said in words, on screen and in the message's name. */
describe('<message-list> words in place of something', () => {
  it('a body of an unknown type is a plain notice', async () => {
    const list = await ListHarness.with([{ id: '1', author: { id: 'ann', role: 'agent', name: 'Ann' }, parts: [{ type: 'text', text: '[carousel]', notice: 'unsupported' }] }]);
    await until(() => list.articles[0]!.textContent!.includes('This message cannot be shown here.'));
    expect(list.articles[0]!.textContent).to.not.contain('carousel');
    expect(nameOf(list.articles[0]!)).to.contain('This message cannot be shown here.');
  });

  it('a photo under way is announced as such, with how long it takes', async () => {
    const list = await ListHarness.with([{ id: '1', author: { id: '5', role: 'ai' }, parts: [{ type: 'progress', label: 'photo', kind: 'photo', estimate: 30 }] }]);
    await until(() => list.articles[0]!.querySelector('progress') !== null);
    expect(list.articles[0]!.textContent).to.contain('A photo is on its way').and.contain('about 30 seconds');
    expect(nameOf(list.articles[0]!.querySelector('progress')!)).to.equal('A photo is on its way');
  });
});
