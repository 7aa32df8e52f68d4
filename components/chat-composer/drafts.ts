import type { ReactiveController } from 'lit';
import type { ChatComposer } from './chat-composer.js';
import { DRAFTS } from './keys.js';
import { named, placeOf } from './place.js';

/** Conversations of which a draft is kept, newest last, and how much of each. */
const MOST = 30;
const LONGEST = 20_000;

/**
 * What was written and not sent, per conversation, over a reload: for the tab, so that two tabs do not write into each other's boxes and nothing stays on a
 * shared computer. Begins with the first key, or with what an earlier page of the tab left; a sandboxed frame throws on the mere mention of storage.
 */
export class Drafts implements ReactiveController {
  #host: ChatComposer;
  #place: string | undefined;
  /** The draft as it was seen last. */
  #last = '';

  constructor(host: ChatComposer) {
    this.#host = host;
    host.addController(this);
    host.requestUpdate();
  }

  /** Before it is drawn: another conversation, another draft; unless somebody has just put one there. */
  hostUpdate(): void {
    const host = this.#host;
    // Without a backend to name, a page keeps its own.
    const at = host.session?.settings.address;
    const place = at?.url || at?.host ? placeOf(host) : undefined;
    const before = this.#place;
    if (place === before) return;
    const names = before && place && named(before, place);
    const moved = before !== undefined && !names;
    // What is being changed belongs to the conversation that was left.
    if (moved) host.late.about?.leave();
    this.#place = place;
    if (!place) return;
    // What is in the box is kept under that name from now on.
    if (names) keep(before, '');
    const kept = read()[place] ?? '';
    // After the words stands what they answer (about.ts).
    const [text, answers] = kept.split('\0') as [string, string?];
    if (['', text].includes(host.draft) || (moved && host.draft === this.#last.split('\0')[0])) {
      host.draft = text;
      if (answers) void host.bring('about').then((about) => about?.resume(answers));
    }
    // What was written before this was loaded is kept with the next drawing.
    this.#last = kept;
  }

  hostUpdated(): void {
    const { late, draft: shown } = this.#host;
    const draft = late.about?.kept ?? shown;
    if (this.#place === undefined || draft === this.#last) return;
    this.#last = draft;
    keep(this.#place, draft);
  }
}

function keep(place: string, draft: string): void {
  const drafts = read();
  delete drafts[place];
  if (draft.trim()) drafts[place] = draft.slice(0, LONGEST);
  const newest = Object.entries(drafts).slice(-MOST);
  try {
    if (newest.length) sessionStorage.setItem(DRAFTS, JSON.stringify(Object.fromEntries(newest)));
    else sessionStorage.removeItem(DRAFTS);
  } catch {
    // Full, or refused: then it ends with the page.
  }
}

function read(): Record<string, string> {
  try {
    const drafts: unknown = JSON.parse(sessionStorage.getItem(DRAFTS) ?? '{}');
    return Object.fromEntries(Object.entries(drafts ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return {};
  }
}

export const make = (host: ChatComposer): Drafts => new Drafts(host);
