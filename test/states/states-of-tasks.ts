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
  ofTask('loading', async ({ page, open }) => {
    await page.route('**/next', () => new Promise(() => {}));
    await open(`/challenges/${STATIONS}/task`);
    await page.locator('.waiting').first().waitFor();
  }),
  ofTask('failed', async ({ page, open, main }) => {
    await page.route('**/next', route => route.abort('internetdisconnected'));
    await open(`/challenges/${STATIONS}/task`);
    await main().locator('.failed').waitFor();
  }),
  ofTask('all-settled', async ({ page, open, main }) => {
    await page.route('**/next', route => route.fulfill({ status: 204 }));
    await open(`/challenges/${STATIONS}/task`);
    await main().locator('h1, h2').first().waitFor();
  }),
];
