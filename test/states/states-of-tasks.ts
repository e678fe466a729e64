import { KINDS } from '../../backend/core/discrepancy/discrepancy.ts';
import type { State } from './state.ts';
import { AIRPORTS, STATIONS, type Visitor } from './visitor.ts';

const ofTask = (name: string, then: (visitor: Visitor) => Promise<void>): State => ({
  name: `task-${name}`,
  who: 'visitor',
  reach: async visitor => {
    await visitor.openTask('moved', 1);
    await then(visitor);
  },
});

/** Where the next task is asked for by somebody who has none ahead. */
const ofNext = (
  name: string,
  answered: (visitor: Visitor) => Promise<unknown>,
  seen: (visitor: Visitor) => Promise<void>,
): State => ({
  name: `task-${name}`,
  who: 'visitor',
  reach: async visitor => {
    await answered(visitor);
    await visitor.open(`/challenges/${STATIONS}/task`);
    await seen(visitor);
  },
});

/** A task of each kind, and everything that can be seen while one is answered. */
export const STATES_OF_TASKS: readonly State[] = [
  ...KINDS.map(
    (kind): State => ({
      name: `task-${kind}`,
      who: 'visitor',
      reach: ({ openTask }) => openTask(kind, 0, kind === 'misclassified' ? AIRPORTS : STATIONS),
    }),
  ),
  ofTask('other-answers', ({ press }) => press('Other answers')),
  ofTask('comment', async ({ press, page }) => {
    await press('Comment');
    await page.locator('textarea').fill('The gate has moved to the other street.');
  }),
  ofTask('why', async ({ page }) => {
    const grip = page.locator('.grip');
    if (await grip.isVisible()) await grip.press('ArrowUp');
    await page.locator('summary').first().click();
  }),
  ofTask('placing', async ({ press, says }) => {
    await press(/place it/);
    await says('drag the pole');
  }),
  ofTask('terms', async ({ press, says }) => {
    await press('I can’t tell');
    await says('With your first answer');
  }),
  ofTask('keys', async ({ page }) => {
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
  }),
  ofNext(
    'loading',
    ({ page }) => page.route('**/next', () => new Promise(() => {})),
    ({ page }) => page.locator('.waiting').first().waitFor(),
  ),
  ofNext(
    'failed',
    ({ page }) => page.route('**/next', route => route.abort('internetdisconnected')),
    ({ main }) => main().locator('.failed').waitFor(),
  ),
  ofNext(
    'all-settled',
    ({ page }) => page.route('**/next', route => route.fulfill({ status: 204 })),
    ({ main }) => main().locator('h1, h2').first().waitFor(),
  ),
];
