import { expect } from '@open-wc/testing';

/** docs/backends.md is true: its codec and its kit are run as they stand there. Both register themselves as the page says. */
const text = await (await fetch('/docs/backends.md')).text();
const blocks = [...text.matchAll(/^```js\n([^]*?)^```/gm)].map((match) => match[1]!);
const [codec = '', kit = ''] = blocks;

const blob = (code: string): string => URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
/** Bundled or not, this file lies in the same place as the entries of the package, and ends as they do. */
const ending = new URL(import.meta.url).pathname.split('.').at(-1)!;
const served = (code: string): string => code.replace(/'chat-elements\/(\w+)'/g, (_, entry: string) => `'${new URL(`../../../src/entries/${entry}.${ending}`, import.meta.url).href}'`);
const codecUrl = blob(served(codec));
await import(blob(served(kit).replace("'./plain.js'", `'${codecUrl}'`)));

describe('the worked example of docs/backends.md', () => {
  it('is a codec of under 80 lines, and a kit', () => {
    expect(blocks).to.have.length(2);
    expect(codec.trim().split('\n').length).to.be.below(80);
    expect(kit).to.contain('conformance(kit)');
  });
});
