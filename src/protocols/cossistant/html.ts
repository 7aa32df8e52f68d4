/** Elements whose content is no text for people; it ends with their end tag and nothing else. */
const SILENT = /^(script|style|template|noscript|noembed|noframes|iframe|object|svg|math|title|textarea|select|xmp|plaintext)$/;
/** Elements that stand on a line of their own. */
const BLOCK = /^(br|p|div|li|ul|ol|tr|table|h[1-6]|blockquote|pre|hr|section|article|header|footer|dd|dt)$/;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', hellip: '…', ndash: '–', mdash: '—' };

/**
 * The text of hostile markup. What comes out is shown as text and nothing else, so this need not be a sanitiser: it only has to read well, and to end soon. Made by
 * hand, since a parser of the browser's is a sink under Trusted Types, and one pass from front to back, so that no input is slow.
 */
export function textOfHtml(html: string): string {
  let out = '';
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    out += html.slice(at, open < 0 ? undefined : open);
    if (open < 0) break;
    if (html.startsWith('<!--', open)) {
      at = after(html, '-->', open + 2);
      continue;
    }
    const [, slash, name = ''] = /^<(\/?)([a-z][a-z0-9:-]{0,30})/i.exec(html.slice(open, open + 33)) ?? [];
    if (!name) {
      // Neither a tag nor a declaration: a sign of its own, as in "a < b".
      const declared = /^<[!?/]/.test(html.slice(open, open + 2));
      if (!declared) out += '<';
      at = declared ? after(html, '>', open) : open + 1;
      continue;
    }
    const tag = name.toLowerCase();
    at = endOfTag(html, open + 1);
    if (BLOCK.test(tag)) out += '\n';
    if (!slash && html[at - 2] !== '/' && SILENT.test(tag)) at = endOfElement(html, tag, at);
  }
  return decode(out)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
}

function after(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from);
  return found < 0 ? html.length : found + mark.length;
}

/** Behind the `>` that ends a tag; those inside quotes do not. */
function endOfTag(html: string, from: number): number {
  let quote = '';
  for (let i = from; i < html.length; i++) {
    const c = html[i]!;
    if (quote) quote = c === quote ? '' : quote;
    else if (c === '>') return i + 1;
    // A quote has a meaning only where a value begins.
    else if ((c === '"' || c === "'") && /=\s*$/.test(html.slice(Math.max(from, i - 9), i))) quote = c;
  }
  return html.length;
}

function endOfElement(html: string, tag: string, from: number): number {
  const end = new RegExp(`</${tag}`, 'gi');
  end.lastIndex = from;
  const found = end.exec(html);
  return found ? endOfTag(html, found.index + 2) : html.length;
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name]! : whole;
    const code = decimal ? Number(decimal) : parseInt(hex!, 16);
    // Nothing, half a pair, or beyond the last character.
    return code === 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '\ufffd' : String.fromCodePoint(code);
  });
}
