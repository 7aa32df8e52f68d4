import { stringify } from '../../src/domain/index.js';
/** What was used lately, and the skin tone. Written only when an emoji or a tone was chosen; a sandboxed frame throws on the mere mention of storage. */
const KEY = 'chat-elements:emoji';
const MOST = 24;

export interface EmojiMemory {
  readonly recent: readonly string[];
  /** 0: none. */
  readonly tone: number;
}

let memory: EmojiMemory = { recent: [], tone: 0 };
/** Nothing could be written: what this page knows counts. */
let refused = false;

export function recall(): EmojiMemory {
  try {
    const { recent, tone } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Record<keyof EmojiMemory, unknown>>;
    if (refused) return memory;
    memory = {
      recent: Array.isArray(recent) ? recent.filter((one): one is string => typeof one === 'string').slice(0, MOST) : [],
      tone: typeof tone === 'number' && tone >= 0 && tone <= 5 ? Math.floor(tone) : 0,
    };
  } catch {
    // Then for this page only.
  }
  return memory;
}

export function remember(change: { readonly used?: string; readonly tone?: number }): EmojiMemory {
  const { recent } = recall();
  if (change.used) memory = { ...memory, recent: [change.used, ...recent.filter((one) => one !== change.used)].slice(0, MOST) };
  if (change.tone !== undefined) memory = { ...memory, tone: change.tone };
  try {
    localStorage.setItem(KEY, stringify(memory));
    refused = false;
  } catch {
    refused = true;
  }
  return memory;
}
