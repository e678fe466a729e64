import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Violation = Readonly<{
  id: string;
  nodes: readonly Readonly<{ html: string; failureSummary: string }>[];
}>;

/** What axe finds against WCAG 2.2 A and AA and its own good practice, as lines to read. None: an empty list. */
export async function barriersOn(page: Page): Promise<readonly string[]> {
  // Not by a script element: the content policy allows none but ours.
  await page.evaluate(axe);
  // What fades in is measured when it is there; what breathes for ever is let be.
  await page.evaluate(`Promise.allSettled(document.getAnimations()
    .filter(one => one.effect.getComputedTiming().endTime !== Infinity)
    .map(one => one.finished)).then(() => null)`);
  const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as Readonly<{
    violations: readonly Violation[];
  }>;
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary.split('\n')[1]?.trim()}`,
    ),
  );
}
