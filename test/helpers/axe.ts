/** `await expectAccessible(element)`: axe-core over an element and its shadow tree, WCAG 2.2 A and AA and axe's best practices. */
import type { ElementContext, NodeResult, Result, RunOptions } from 'axe-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** About a whole page. An element on a blank test page can neither keep nor break them. */
const PAGE_RULES = [
  'bypass', 'document-title', 'frame-title', 'heading-order', 'html-has-lang', 'html-lang-valid', 'landmark-banner-is-top-level',
  'landmark-complementary-is-top-level', 'landmark-contentinfo-is-top-level', 'landmark-main-is-top-level', 'landmark-no-duplicate-banner',
  'landmark-no-duplicate-contentinfo', 'landmark-no-duplicate-main', 'landmark-one-main', 'meta-viewport', 'page-has-heading-one', 'region',
]; // prettier-ignore

const RULES = Object.fromEntries(PAGE_RULES.map((id) => [id, { enabled: false }]));

/** axe refuses to run twice at once on a page, so calls queue. */
let queue: Promise<unknown> = Promise.resolve();

/** Rejects with a list of what is wrong, where, and where to read about it. `options.rules` switches single rules on or off. */
export async function expectAccessible(target: ElementContext & (Element | Document), options: Pick<RunOptions, 'rules'> = {}): Promise<void> {
  const { default: axe } = await import('axe-core');
  await still(target);
  const run = queue.then(() => axe.run(target, { runOnly: TAGS, rules: { ...RULES, ...options.rules }, resultTypes: ['violations'] }));
  queue = run.catch(() => undefined);
  const { violations } = await run;
  if (violations.length > 0) throw new Error(`not accessible:\n${violations.map(describe).join('\n')}`);
}

/** Halfway through, what fades in has the contrast of neither its beginning nor its end. What goes on for ever is not waited for. */
async function still(target: Element | Document): Promise<void> {
  const all = [document, 'shadowRoot' in target ? target.shadowRoot : undefined].flatMap((root) => root?.getAnimations() ?? []);
  const ends = all.filter(({ playState, effect }) => playState === 'running' && Number(effect?.getComputedTiming().endTime) < Infinity);
  await Promise.all(ends.map(({ finished }) => finished.catch(() => undefined)));
}

function describe({ id, impact, help, helpUrl, nodes }: Result): string {
  return [`- ${id} (${impact ?? 'unrated'}): ${help}`, ...nodes.map(where), `    ${helpUrl}`].join('\n');
}

function where({ target, html, any, all, none }: NodeResult): string {
  const reasons = [...any, ...all, ...none].map((check) => `      ${check.message}`);
  return [`    at ${target.flat().join(' ')}: ${html}`, ...reasons].join('\n');
}
