import type { Part } from '../../../src/domain/index.js';
import { frame, until } from '../harness.js';
import { ListHarness } from './harness.js';

/** Pages hand over what their own backends gave them. One part with a hole in it must not cost the messages around it. */
describe('<message-list> parts with holes', () => {
  const broken: readonly unknown[] = [
    { type: 'text' }, { type: 'text', text: null }, { type: 'text', text: 5 },
    ...['image', 'video', 'audio', 'file'].flatMap((type) => [{ type }, { type, url: null }, { type, url: 5 }, { type, url: '/a', name: 5, alt: 5, mime: 5 }]),
    { type: 'progress' }, { type: 'progress', label: 5, kind: 5 },
    { type: 'card' }, { type: 'card', title: 5, text: 5 }, { type: 'card', title: 'T', image: 5, alt: 5 }, { type: 'card', title: 'T', actions: 'x' }, { type: 'card', title: 'T', actions: [{}, null, 5, { label: 5 }, { label: 'L', url: 5 }] },
    { type: 'hologram' },
  ];
  for (const part of broken)
    it(JSON.stringify(part), async () => {
      const list = await ListHarness.with([
        { id: '1', author: { role: 'agent', name: 5 as never }, parts: [part as Part] },
        { id: '2', author: { role: 'agent' }, text: 'after it' },
      ]);
      await until(() => list.articles.length === 2 && list.texts[1] === 'after it');
      await frame(3);
    });
});
