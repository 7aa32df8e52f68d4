/** What designers are promised, looked for in what stands on the page. */

/** In the page: which of these properties change anything that is computed inside the element. */
export function effectiveTokens(tag: string, list: string[]): string[] {
  const element = document.querySelector<HTMLElement>(tag)!;
  const look = ['color', 'backgroundColor', 'borderTopColor', 'borderTopLeftRadius', 'fontFamily', 'fontSize', 'boxShadow', 'width', 'height', 'maxHeight', 'zIndex', 'insetBlockEnd', 'insetInlineEnd', 'flexBasis', 'stroke', 'fill', 'outlineColor', 'accentColor'] as const;
  const all: Element[] = [];
  const roots: ParentNode[] = [element.shadowRoot!];
  for (let next = roots.shift(); next; next = roots.shift()) {
    for (const one of next.querySelectorAll('*')) {
      all.push(one);
      if (one.shadowRoot) roots.push(one.shadowRoot);
    }
  }
  // No function of its own in here: tsx would mark it with a helper that pages do not have.
  let before = '';
  const found: string[] = [];
  for (const token of ['', ...list]) {
    const value = /font-size|radius|width|height|inset/.test(token) ? '37px' : token.endsWith('font') ? 'monospace' : /shadow/.test(token) ? '1px 2px 3px rgb(1, 2, 3)' : /z-index/.test(token) ? '77' : 'rgb(1, 2, 3)';
    if (token) element.style.setProperty(token, value);
    let drawn = '';
    for (const one of all) {
      for (const pseudo of [undefined, '::before', '::after', '::placeholder']) {
        const style = getComputedStyle(one, pseudo);
        if (pseudo && pseudo !== '::placeholder' && style.content === 'none') continue;
        for (const name of look) drawn += `${style[name]};`;
      }
    }
    element.style.removeProperty(token || '--none');
    if (token && drawn !== before) found.push(token);
    if (!token) before = drawn;
  }
  return found;
}

/** In the page: a sheet of the page's own reaches an element through each of these selectors. Every one sets a property of its own, which is not inherited. */
export function partsOnPage(selectors: string[]): { matched: string[]; named: string[] } {
  const page = window as unknown as { probes?: boolean };
  if (!page.probes) {
    selectors.forEach((_, i) => CSS.registerProperty({ name: `--probe-${i}`, syntax: '*', inherits: false }));
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(selectors.map((selector, i) => `${selector} { --probe-${i}: 1 }`).join('\n'));
    document.adoptedStyleSheets = [sheet];
    page.probes = true;
  }
  const matched = new Set<string>();
  const named = new Set<string>();
  const roots: ParentNode[] = [document];
  for (let next = roots.shift(); next; next = roots.shift()) {
    for (const element of next.querySelectorAll('*')) {
      if (element.shadowRoot) roots.push(element.shadowRoot);
      const host = element.getRootNode() instanceof ShadowRoot ? (element.getRootNode() as ShadowRoot).host : undefined;
      const own = element.getAttribute('part');
      if (!own || !host) continue;
      for (const part of own.split(' ').filter(Boolean)) named.add(`${host.localName}::part(${part})`);
      const style = getComputedStyle(element);
      selectors.forEach((selector, i) => {
        if (style.getPropertyValue(`--probe-${i}`).trim() === '1') matched.add(selector);
      });
    }
  }
  return { matched: [...matched], named: [...named] };
}
