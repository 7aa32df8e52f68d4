/** Marks what a search found, with the browser's own highlights: nothing is put into the messages. Loaded with a search. */
import { css } from 'lit';
import { matches } from '../../src/context/find.js';
import type { MessageList } from './message-list.js';

const ALL = 'chat-found';
const CURRENT = 'chat-found-now';

/** Ranges of every search on the page, since the names of highlights are the page's. */
const ranges = new Map<MessageList, readonly (readonly [name: string, ranges: readonly Range[]])[]>();

/** Marks the words of a query in the messages that are drawn; `current`: the id of the one that is looked at. An empty query takes the marks away. */
export function mark(list: MessageList, query: string, current?: string): void {
  if (!('highlights' in CSS)) return;
  const found: Range[] = [];
  const now: Range[] = [];
  if (query.trim()) {
    for (const bubble of list.scrollBox.querySelectorAll<HTMLElement>('.message > :is(.bubble, .notice-text)')) {
      (bubble.parentElement!.dataset['id'] === current ? now : found).push(...within(bubble, query));
    }
    ranges.set(list, [[ALL, found], [CURRENT, now]]);
  } else ranges.delete(list);
  for (const name of [ALL, CURRENT]) {
    const all = [...ranges.values()].flatMap((sets) => sets.flatMap(([one, some]) => (one === name ? some : [])));
    if (all.length > 0) CSS.highlights.set(name, new Highlight(...all));
    else CSS.highlights.delete(name);
  }
}

/** The ranges of a query in one box, across the elements that its text is in. */
function within(box: HTMLElement, query: string): Range[] {
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT, (node) => (node.parentElement!.closest('.quote, .fold') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
  const nodes: Text[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode as Text);
  const at = (offset: number, end: boolean): readonly [Text, number] | undefined => {
    for (const node of nodes) {
      if (offset < node.length || (end && offset === node.length)) return [node, offset];
      offset -= node.length;
    }
    return undefined;
  };
  return matches(nodes.map(({ data }) => data).join(''), query).flatMap(([from, to]) => {
    const [start, end] = [at(from, false), at(to, true)];
    if (!start || !end) return [];
    const range = new Range();
    range.setStart(...start);
    range.setEnd(...end);
    return [range];
  });
}

export const styles = [
  css`
    ::highlight(chat-found) {
      background-color: #ffe08a;
      color: #1a1a1a;
    }
    ::highlight(chat-found-now) {
      background-color: #ff9f1c;
      color: #1a1a1a;
    }
  `,
];
