import { expect } from '@open-wc/testing';
import '../../../components/audio-player/audio-player.define.js';
import '../../../components/chat-composer/chat-composer.define.js';
import '../../../components/chat-widget/chat-widget.define.js';

/** Pages make elements and speak to them before they put them anywhere. */
describe('an element that is on no page yet', () => {
  for (const tag of ['chat-widget', 'chat-composer', 'audio-player'])
    it(`<${tag}> takes no focus, as elements of the browser`, () => {
      const element = document.createElement(tag);
      const before = document.activeElement;
      element.focus();
      expect(document.activeElement === before).to.equal(true);
    });

  it('<chat-widget> that is opened there is open, once it is on a page', async () => {
    const widget = document.createElement('chat-widget');
    const errors: unknown[] = [];
    const listen = (event: PromiseRejectionEvent) => errors.push(event.reason);
    addEventListener('unhandledrejection', listen);
    widget.show();
    widget.toggle();
    widget.toggle();
    await new Promise((resolve) => setTimeout(resolve, 50));
    removeEventListener('unhandledrejection', listen);
    expect(errors).to.deep.equal([]);
    document.body.append(widget);
    await widget.updateComplete;
    expect([widget.open, widget.hasAttribute('open')]).to.deep.equal([true, true]);
    widget.remove();
  });
});
