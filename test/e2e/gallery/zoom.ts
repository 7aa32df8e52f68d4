/** What the states are looked at for when they are zoomed: nothing is scrolled sideways but what has two dimensions of its own (tables, code, cards side by side), nothing is cut off, every control can be reached. */

/** What may be wider than its place: it has two dimensions, or says that it goes on (an ellipsis, a rail with buttons). A string, since functions inside functions do not travel. */
export const TOO_WIDE = `(() => {
  const wide = '.table, pre, code, .rail, textarea, input, .sr-only, .skeleton, [hidden], progress, .levels, .wave, .emoji-grid';
  const found = [];
  const say = (element, what) => found.push(what + ': ' + (element.getRootNode().host?.localName ?? 'page') + ' ' + element.localName + (element.className && typeof element.className === 'string' ? '.' + element.className.trim().split(/\\s+/).join('.') : '') + ' ' + (element.textContent ?? '').trim().slice(0, 40));
  const inside = (element, selector) => { for (let node = element; node; node = node.parentElement ?? node.getRootNode().host) if (node.matches?.(selector)) return true; return false; };
  const look = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) look(element.shadowRoot);
      if (!element.checkVisibility?.({ checkOpacity: true, checkVisibilityCSS: true }) || inside(element, wide)) continue;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      if (box.width < 2 || box.height < 2 || element.closest('svg')) continue;
      const over = element.scrollWidth - element.clientWidth;
      if (style.display !== 'inline' && over > 1 && /auto|scroll/.test(style.overflowX)) say(element, 'scrolls sideways by ' + over);
      if (style.display !== 'inline' && over > 1 && /hidden|clip/.test(style.overflowX) && style.textOverflow !== 'ellipsis' && style.webkitLineClamp === 'none' && !element.matches('.bubble')) say(element, 'cut off by ' + over);
      if (element.matches('button, a[href], textarea, input, select, summary, [tabindex="0"]') && (box.left < -1 || box.right > innerWidth + 1)) say(element, 'outside of the window');
    }
  };
  const page = document.scrollingElement;
  if (page.scrollWidth > innerWidth) found.push('the page scrolls sideways by ' + (page.scrollWidth - innerWidth));
  look(document);
  return found;
})()`;

/** Where the widget's parts are, in a window as low as this. */
export const HEIGHTS = `(() => {
  const widget = document.querySelector('chat-widget');
  const at = (element) => { const { top, bottom, height } = element.getBoundingClientRect(); return { top, bottom, height }; };
  const composer = widget.shadowRoot.querySelector('chat-composer').shadowRoot;
  return { window: innerHeight, input: at(composer.querySelector('textarea')), send: at(composer.querySelector('[part=send]')), close: at(widget.shadowRoot.querySelector('[part=close]')), list: at(widget.shadowRoot.querySelector('message-list')) };
})()`;

/** What is left of the messages of a widget, and the controls of its composer that cannot be scrolled into the window whole. */
export const REACHED = `(() => {
  const { shadowRoot: root } = document.querySelector('chat-widget');
  const controls = [...root.querySelector('chat-composer').shadowRoot.querySelectorAll('button, textarea')].filter((element) => element.checkVisibility());
  const name = (element) => element.getAttribute('aria-label') ?? element.localName;
  const outside = controls.filter((element) => {
    element.scrollIntoView({ block: 'nearest', behavior: 'instant' });
    const { x, y, top, bottom, width, height } = element.getBoundingClientRect();
    const hit = element.getRootNode().elementFromPoint(x + width / 2, y + height / 2);
    return top < -1 || bottom > innerHeight + 1 || !(hit === element || element.contains(hit));
  });
  return { list: root.querySelector('message-list').getBoundingClientRect().height, controls: controls.map(name), outside: outside.map(name) };
})()`;
