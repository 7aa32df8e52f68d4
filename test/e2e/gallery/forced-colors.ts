/** What the states are looked at for in forced colours. Strings, since functions inside functions do not travel to the page. */

/** Words in the colour of their own ground. The plate behind them is Canvas, unless an element says that it sees to its colours itself. */
export const UNREADABLE = `(() => {
  const probe = document.body.appendChild(document.createElement('i'));
  const canvas = ((probe.style.color = 'Canvas'), getComputedStyle(probe).color);
  probe.remove();
  const found = [];
  const look = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) look(element.shadowRoot);
      const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
      if (!own || !element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) || element.closest('.sr-only, svg, style')) continue;
      const { color, forcedColorAdjust } = getComputedStyle(element);
      if (color === canvas && forcedColorAdjust !== 'none') found.push((element.getRootNode().host?.localName ?? 'page') + ' ' + element.localName + '.' + element.className + ' ' + element.textContent.trim().slice(0, 40));
    }
  };
  look(document);
  return found;
})()`;

/** Things that are on (pressed, chosen, current) and look like their neighbours that are off. */
export const ALIKE = `(() => {
  const found = [];
  const looks = (element) => {
    const parts = [element, element.closest('label') ?? element, element.querySelector('.icon') ?? element];
    return parts.map((one) => { const s = getComputedStyle(one); return [s.outlineStyle, s.outlineColor, s.outlineWidth, s.borderTopColor, s.borderTopWidth, s.borderInlineStartWidth, s.borderBlockEndColor, s.backgroundColor, s.color, s.fontWeight, s.fill, s.opacity, s.filter].join(); }).join('|');
  };
  const look = (root) => {
    for (const element of root.querySelectorAll('*')) if (element.shadowRoot) look(element.shadowRoot);
    for (const on of root.querySelectorAll('[aria-pressed=true], [aria-selected=true], [aria-current]')) {
      const name = ['aria-pressed', 'aria-selected', 'aria-current'].find((one) => on.hasAttribute(one));
      const off = [...root.querySelectorAll(on.localName)].find((one) => one !== on && one.className.split(' ')[0] === on.className.split(' ')[0] && one.parentElement.closest('[role]') === on.parentElement.closest('[role]') && (one.getAttribute(name) ?? 'false') === 'false');
      if (off && on.checkVisibility() && looks(on) === looks(off)) found.push((root.host?.localName ?? 'page') + ' ' + on.localName + '.' + on.className + ' ' + name);
    }
  };
  look(document);
  return found;
})()`;

/** What has the focus, and whether it, or what is drawn around it, has an outline. A box that lights up as a whole does so by its border. */
export const FOCUS = `(() => {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  if (!active || active === document.body) return null;
  const where = (active.getRootNode().host?.localName ?? 'page') + ' ' + active.localName + (active.getAttribute('class') ? '.' + active.getAttribute('class').trim().split(/\\s+/).join('.') : '') + ' ' + (active.getAttribute('aria-label') ?? active.textContent ?? '').trim().slice(0, 40);
  // Inputs of type radio are drawn by their label, a text box by the box around it.
  let seen = false;
  for (let node = active, i = 0; node instanceof Element && i < 4 && !seen; node = node.parentElement, i++) {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(node);
    seen = outlineStyle === 'auto' || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
  }
  return { where, seen };
})()`;

/** Keeps what FOCUS says after each Tab; asked for at the end, it is a question less for each. */
export const WATCH_FOCUS = `(() => {
  window.stops = [];
  window.watching ??= addEventListener('keyup', () => window.stops.push(${FOCUS}), true) ?? true;
})()`;
