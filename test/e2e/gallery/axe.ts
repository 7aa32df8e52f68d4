/** axe-core, in a page of the demo. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'puppeteer-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ALL = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } as const;
/** What colours decide; everything else is the same in the dark. */
const COLOURS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } as const;

/** What it finds on the page, each with its place and reason. */
export async function axe(page: Page, { colours = false } = {}): Promise<string[]> {
  // Through the debugger, which the page's policy does not hold back.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    async (runOnly) => (window as unknown as { axe: { run(context: Document, options: unknown): Promise<AxeResults> } }).axe.run(document, { runOnly, resultTypes: ['violations'] }),
    colours ? COLOURS : ALL,
  );
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}\n  ${node.target.flat().join(' ')}\n  ${node.html.slice(0, 200)}\n  ${[...node.any, ...node.all, ...node.none].map(({ message }) => message).join('; ')}`));
}
