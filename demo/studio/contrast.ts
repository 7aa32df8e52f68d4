/**
 * Contrast as it comes out: every text and icon that is drawn under an element, shadow trees included, against what is painted under it.
 * For the studio, and for the tests of the skins, which ask it about every look. Colours are mixed by the browser itself, so any notation will do.
 */

export interface Measured {
  /** `text`, a `placeholder`, or an `icon` that means something by its shape alone. */
  readonly kind: 'text' | 'placeholder' | 'icon';
  /** What is written there, shortened; an icon's button. */
  readonly what: string;
  /** Names of the parts it stands in, innermost first. */
  readonly parts: readonly string[];
  /** As `#rrggbb`. */
  readonly colour: string;
  readonly ground: string;
  readonly ratio: number;
  /** What WCAG 2.2 asks for: 4.5 for text, 3 for icons. Large text is held to 4.5 as well: it is large by a setting that people change. */
  readonly needs: number;
}

interface Ground {
  readonly colour: string;
  /** Product of all opacities on the way here. */
  readonly opacity: number;
  readonly parts: readonly string[];
}

const ONLY_PICTURES = /^[\p{Extended_Pictographic}\p{Emoji_Component}\s]+$/u;

let brush: CanvasRenderingContext2D | undefined;
let mixed = new Map<string, string>();

/** `above` painted over `below`; `#rrggbb`. */
export function mix(above: string, below: string, opacity = 1): string {
  const key = `${above}|${below}|${opacity}`;
  const known = mixed.get(key);
  if (known) return known;
  brush ??= Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true })!;
  brush.globalAlpha = 1;
  brush.fillStyle = below;
  brush.fillRect(0, 0, 1, 1);
  brush.globalAlpha = opacity;
  brush.fillStyle = above;
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
  const found = `#${[red!, green!, blue!].map((one) => one.toString(16).padStart(2, '0')).join('')}`;
  if (mixed.size > 2_000) mixed = new Map();
  mixed.set(key, found);
  return found;
}

/** WCAG's relative luminance of `#rrggbb`. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** 1 to 21, of two `#rrggbb`. */
export function ratio(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Everything readable under `root`. `ground` is what lies under it: the page's colour, for those who let it shine through. */
export function measure(root: Element, ground = pageColour(root.ownerDocument)): Measured[] {
  const found: Measured[] = [];
  visit(root, { colour: ground, opacity: 1, parts: [] }, found);
  return found;
}

/** What the page itself is painted with. */
export function pageColour(page: Document): string {
  const canvas = getComputedStyle(page.documentElement).colorScheme.includes('dark') && dark(page) ? '#121212' : '#ffffff';
  return [page.documentElement, page.body].reduce((under, element) => mix(getComputedStyle(element).backgroundColor, under), canvas);
}

function dark(page: Document): boolean {
  const scheme = getComputedStyle(page.documentElement).colorScheme;
  return !scheme.includes('light') || (page.defaultView?.matchMedia('(prefers-color-scheme: dark)').matches ?? false);
}

function visit(element: Element, under: Ground, found: Measured[]): void {
  const style = getComputedStyle(element);
  if (style.display === 'none' || style.visibility === 'hidden' || element.matches('script, style, template')) return;
  const own = element.getAttribute('part')?.split(' ').filter(Boolean) ?? [];
  const opacity = under.opacity * Number(style.opacity);
  // There for those who hear the page, or shown when it is asked for.
  if (opacity < 0.02) return;
  const here: Ground = { colour: mix(style.backgroundColor, under.colour, opacity), opacity, parts: own.length ? [...own, ...under.parts] : under.parts };
  // What is off is exempt, and says so by being faint.
  if (element.matches(':disabled, [aria-disabled=true]')) return;

  const note = (kind: Measured['kind'], what: string, paint: string) => {
    const colour = mix(paint, here.colour, opacity);
    found.push({ kind, what: what.trim().slice(0, 60), parts: here.parts, colour, ground: here.colour, ratio: ratio(colour, here.colour), needs: kind === 'icon' ? 3 : 4.5 });
  };
  if (element instanceof SVGElement) {
    const paint = style.stroke;
    const { width } = element.getBoundingClientRect();
    // Icons are lines here; what is filled is a picture.
    if (element.matches('svg') && width > 1 && paint !== 'none') note('icon', element.closest('button, a')?.getAttribute('aria-label') ?? '', paint);
    return;
  }
  if (element.matches('input, textarea') && seen(element)) {
    const field = element as HTMLInputElement;
    if (field.value) note('text', field.value, style.color);
    else if (field.placeholder.trim()) note('placeholder', field.placeholder, getComputedStyle(field, '::placeholder').color);
    return;
  }
  const children = element instanceof HTMLSlotElement && element.assignedNodes().length > 0 ? element.assignedNodes() : (element.shadowRoot ?? element).childNodes;
  for (const child of children) {
    if (child instanceof Element) visit(child, here, found);
    else if (child.nodeType === Node.TEXT_NODE && child.textContent!.trim() && !ONLY_PICTURES.test(child.textContent!) && seen(element)) note('text', child.textContent!, style.color);
  }
}

/** Not of a person who hears the page only. */
function seen(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  return width > 1 && height > 1;
}
