import { expect } from '@open-wc/testing';
import '../../../components/chat-widget/chat-widget.define.js';
import type { ElementEvents } from '../../../components/shared/base-element.js';
import { until } from '../harness.js';

/** That this file compiles is half of the test: a page writes its listeners without saying what an event is. */
describe('events of the elements', () => {
  it('carry what their types say, on the element and wherever they bubble to', async () => {
    const widget = document.createElement('chat-widget');
    const counts: number[] = [];
    const texts: string[] = [];
    const codes: ElementEvents['chat-error']['code'][] = [];
    widget.addEventListener('chat-send', (event) => {
      event.preventDefault();
      event.detail.metadata = { page: location.pathname };
      texts.push(event.detail.text, ...(event.detail.files ?? []).map(({ name }) => name));
      // @ts-expect-error It has no such thing.
      void event.detail.message?.nothing;
    });
    const heard = ({ detail, target }: DocumentEventMap['chat-unread']) => target === widget && counts.push(detail.count);
    document.addEventListener('chat-unread', heard);
    window.addEventListener('chat-error', ({ detail }) => codes.push(detail.code), { once: true });
    try {
      document.body.append(widget);
      widget.addMessage({ author: { role: 'agent' }, text: 'Hello' });
      await until(() => counts.at(-1) === 1);
      widget.send('Hi');
      expect(texts).to.deep.equal(['Hi']);
    } finally {
      document.removeEventListener('chat-unread', heard);
      widget.remove();
    }
    expect(codes).to.deep.equal([]);
  });
});
