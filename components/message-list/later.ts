/** What only some lists need, and what fetches it. */
const LATER = {
  /** Links, long texts: the first of them. */
  rich: () => import('./rich.js'),
  /** Markdown: the first text that may have some. */
  markdown: () => import('./markdown.js'),
  /** Pictures, films, sounds, files, cards, progress: the first of them. */
  parts: () => import('./parts.js'),
  /** A picture that was pressed. */
  lightbox: () => import('./lightbox.js'),
  /** Messages that the page gives itself. */
  fed: () => import('./fed.js'),
  /** More than a few blocks, older pages, a reader away from the end, an answer that grows. */
  far: () => import('./far.js'),
  /** A pointer, a finger, the focus or a key among the messages. */
  actions: () => import('./actions.js'),
  /** The first answer to a message. */
  quote: () => import('./quote.js'),
  /** The first reaction. */
  reactions: () => import('./reactions.js'),
  /** A search. */
  marks: () => import('./search.js'),
};

export type Modules = { readonly [K in keyof typeof LATER]: Awaited<ReturnType<(typeof LATER)[K]>> };

export const load = <K extends keyof Modules>(name: K): Promise<Modules[K]> => LATER[name]() as unknown as Promise<Modules[K]>;
