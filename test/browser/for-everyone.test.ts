import { describe, expect, it } from 'vitest';
import type { TaskCollection } from '../../backend/http/contract/task.ts';
import { hasChromium } from './open-browser.ts';
import { LAPTOP, visit } from './visit.ts';

const SAMPLE = 'fire-stations-sample';

describe.skipIf(!hasChromium)('the pages', () => {
  const visitor = visit({ UNDO_SECONDS: '60' }, LAPTOP);
  const question = () => visitor.page.locator('main h1');

  async function taskOf(challenge: string, kind: string): Promise<string> {
    const { features } = await visitor.json<TaskCollection>(`/challenges/${challenge}/tasks?kind=${kind}`);
    const [plain] = [...features].sort((a, b) => a.properties.kinds.length - b.properties.kinds.length);
    return `/challenges/${challenge}/task/${plain!.id}`;
  }

  it('are read in the order in which they are seen, and each stop of the keyboard shows its focus', async () => {
    const { page } = visitor;
    await page.emulateMedia({ colorScheme: 'light' });
    await visitor.open(await taskOf(SAMPLE, 'moved'));
    await question().waitFor();
    await page.locator('.pin').first().waitFor();
    const stops: string[] = [];
    const unseen: string[] = [];
    await page.locator('.skip').focus();
    for (let i = 0; i < 40; i++) {
      const stop = (await page.evaluate(`(() => {
        const at = document.activeElement;
        const drawn = [at, at.closest('label')].filter(Boolean).map(one => getComputedStyle(one));
        return {
          name: at === document.body ? '' : (at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent).trim(),
          seen: drawn.some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2),
        };
      })()`)) as { name: string; seen: boolean };
      if (stop.name === '') break;
      stops.push(stop.name);
      if (!stop.seen) unseen.push(stop.name);
      await page.keyboard.press('Tab');
    }
    expect(unseen).toEqual([]);
    const at = (name: string) => stops.findIndex(stop => stop.includes(name));
    expect(stops[0]).toBe('Go to the question');
    const order = [
      'Map',
      'Back to the challenge',
      'The agency is right',
      'I can’t tell',
      'Skip',
      'Other answers',
    ];
    const found = order.map(at);
    expect(found).not.toContain(-1);
    expect(found).toEqual([...found].sort((a, b) => a - b));
  });

  it('move nothing for whoever asks for no motion', async () => {
    const { page } = visitor;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await visitor.open(await taskOf(SAMPLE, 'moved'));
    await question().waitFor();
    const longest = (await page.evaluate(`Math.max(...[...document.querySelectorAll('*')].flatMap(one => {
      const { animationDuration, transitionDuration } = getComputedStyle(one);
      return [animationDuration, transitionDuration].join().split(',').map(parseFloat);
    }))`)) as number;
    expect(longest).toBeLessThan(0.001);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
  });

  it('print the challenge as a sheet to read, in ink on paper', async () => {
    const { page } = visitor;
    await visitor.open(`/challenges/${SAMPLE}`);
    await page.getByRole('heading', { name: 'How to decide' }).waitFor();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('.stage').isVisible()).toBe(false);
    expect(await page.getByRole('link', { name: 'Start' }).isVisible()).toBe(false);
    expect(await page.getByText('Look for large garage doors').isVisible()).toBe(true);
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(0, 0, 0)');
    // Nothing is cut off at the height of the window.
    expect(
      await page.evaluate(
        '[...document.querySelectorAll("main, .flow")].every(one => one.scrollHeight <= one.clientHeight + 1)',
      ),
    ).toBe(true);
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  });

  it('met no error on the way', () => {
    expect(visitor.complaints).toEqual([]);
  });
});
