/**
 * The page in the studio's frames: a widget with a conversation that needs no server. Asked through `window.studio` by the page around it. What is measured is measured
 * here, where the elements are.
 */
import '../../src/entries/index.js';
import type { MessageInput } from '../../src/domain/index.js';
import { fakeConnection } from '../../src/testing/index.js';
import { mia, ottilie } from '../gallery/samples.js';
import { wear } from '../gallery/skin.js';
import { measure, mix, pageColour, type Measured } from './contrast.js';
import type { Token } from './model.js';

export interface Preview {
  /** Puts a skin, these rules over it, a theme and a direction on. */
  dress(look: { readonly skin: string; readonly css: string; readonly theme: 'light' | 'dark'; readonly dir: 'ltr' | 'rtl' }): Promise<void>;
  /** What each property is now: colours as `#rrggbb`, the rest as written. */
  values(tokens: readonly Token[]): Record<string, string>;
  measure(): Measured[];
}

const at = (minutes: number): Date => {
  const date = new Date();
  date.setHours(10, minutes, 0, 0);
  return date;
};
const me = (id: string, text: string, minutes: number, more: MessageInput = {}): MessageInput => ({ id, own: true, text, createdAt: at(minutes), status: 'read', ...more });
const of = (id: string, text: string, minutes: number, more: MessageInput = {}): MessageInput => ({ id, author: ottilie, text, createdAt: at(minutes), ...more });

const CONVERSATION: Readonly<Record<'ltr' | 'rtl', readonly MessageInput[]>> = {
  ltr: [
    me('1', 'Hello! Is the blue teapot still to be had?', 2),
    of('2', 'Good morning! Two of them are left on the shelf.', 4),
    me('3', 'Lovely. Does it go into the dishwasher?', 6, { replyTo: '2' }),
    of('4', 'It does, but the colour stays **fresher** by hand: https://kilnandleaf.example/care, or ask for `KL 204`.', 7, { replyTo: '3' }),
    me('5', 'Then keep one for me, please.', 8, { status: 'failed' }),
  ],
  rtl: [
    me('1', 'مرحبًا! هل إبريق الشاي الأزرق ما زال متوفرًا؟', 2),
    of('2', 'مرحبًا بك! نعم، بقي منه اثنان على الرف.', 4),
    me('3', 'جميل. وهل يمكن غسله في غسالة الصحون؟', 6, { replyTo: '2' }),
    of('4', 'يمكن ذلك، لكن اللون يبقى **أجمل** مع الغسل باليد: https://kilnandleaf.example/care أو اطلب `KL 204`.', 7, { replyTo: '3' }),
    me('5', 'احجز لي واحدًا من فضلك.', 8, { status: 'failed' }),
  ],
};
const ECHO = { ltr: ['Thank you, that reads well.', 'And in this colour?'], rtl: ['شكرًا، هذا يُقرأ جيدًا.', 'وبهذا اللون؟'] };

const page = document.documentElement;
const connection = fakeConnection({ capabilities: { reactions: true, replies: true, attachments: 'upload' } });
connection.provide(document.body);
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [sheet];

const widget = document.createElement('chat-widget');
for (const name of ['attachments', 'emoji', 'open']) widget.setAttribute(name, '');
widget.heading = 'Kiln & Leaf';
document.body.append(widget);

function talk(dir: 'ltr' | 'rtl'): void {
  connection.setMessages(CONVERSATION[dir]);
  connection.reaction('4', '👍', { id: mia.id });
  connection.reaction('4', '❤️', connection.self);
  connection.typing(ottilie);
}

// Whoever tries it out gets an answer.
let said = 0;
widget.addEventListener('chat-send', () => {
  connection.typing(ottilie);
  setTimeout(() => {
    connection.typing(ottilie, false);
    connection.receive({ author: ottilie, text: ECHO[page.dir === 'rtl' ? 'rtl' : 'ltr'][said++ % 2]! });
  }, 900);
});

/**
 * What stands behind the comma in `var(--chat-x, …)` where the element's own sheets first use it. Most go into a private name (`--_x: var(--chat-x, …)`), which stands again
 * further down with what newer browsers can do better.
 */
function standard(name: string): string {
  let start = `var(${name},`;
  let value = '';
  for (const { cssRules } of widget.shadowRoot!.adoptedStyleSheets)
    for (const { cssText } of cssRules) {
      const found = cssText.indexOf(start);
      if (found < 0) continue;
      const from = found + start.length;
      let end = from;
      for (let depth = 1; depth > 0 && end < cssText.length; end++) depth += cssText[end] === '(' ? 1 : cssText[end] === ')' ? -1 : 0;
      if (!value) start = /--_[\w-]+: ?$/.exec(cssText.slice(0, found))?.[0].concat(start) ?? start;
      value = cssText.slice(from, end - 1).trim();
      if (start.startsWith('var')) return value;
    }
  return value;
}

const studio: Preview = {
  async dress({ skin, css, theme, dir }) {
    page.dataset.theme = theme;
    if (page.dir !== dir) {
      page.dir = dir;
      page.lang = dir === 'rtl' ? 'ar' : 'en';
      talk(dir);
    }
    await wear(skin);
    sheet.replaceSync(css);
  },
  values(tokens) {
    // Inside, where the private names that a standard may refer to are known.
    const probe = document.createElement('i');
    widget.shadowRoot!.append(probe);
    const found = tokens.map(({ name, kind }) => {
      const value = getComputedStyle(widget).getPropertyValue(name).trim() || standard(name);
      if (kind !== 'colour') return [name, value];
      probe.style.color = value;
      return [name, mix(getComputedStyle(probe).color, '#ffffff')];
    });
    probe.remove();
    return Object.fromEntries(found) as Record<string, string>;
  },
  measure: () => measure(document.body, pageColour(document)).filter(({ parts }) => parts.length > 0),
};
Object.assign(window, { studio });

talk('ltr');
page.dir = 'ltr';
await widget.updateComplete;
page.dataset.ready = '';
