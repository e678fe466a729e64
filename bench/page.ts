import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../test/browser/open-browser.ts';
import type { Flags } from './flags.ts';
import { startJalon } from './jalon-process.ts';
import { median } from './median.ts';
import { type Measured, measureCrowd } from './page/crowd.ts';
import type { Report } from './show.ts';

/** Tasks in a row. */
const TASKS = 10;
/** Milliseconds that somebody looks at a task before they answer. */
const READS = 700;

/** In the page: when a question is painted that came after a key, what moved without being asked to, and what held the page. */
const WATCH = `
  window.moved = 0; window.held = []; window.pressed = 0; window.painted = [];
  new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) moved += one.value; })
    .observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver(list => { for (const one of list.getEntries()) held.push(one.duration); })
    .observe({ type: 'longtask', buffered: true });
  addEventListener('keydown', event => { if (event.key === 'k') return; window.pressed = performance.now(); window.from = location.pathname; }, true);
  const rename = history.replaceState.bind(history);
  history.replaceState = (...args) => {
    rename(...args);
    const { pressed } = window;
    if (pressed && location.pathname !== window.from)
      requestAnimationFrame(() => { const channel = new MessageChannel();
        channel.port1.onmessage = () => painted.push(performance.now() - pressed); channel.port2.postMessage(0); });
  };`;

type Seen = Readonly<{ painted: number[]; moved: number; held: number[] }>;

/** Ten tasks in a row by the keyboard, as somebody new: from the key to the next question on the screen. */
export async function page({ repeat = 3, quick = false }: Flags): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-bench-page-'));
  const jalon = await startJalon({ HOST: '127.0.0.1', DATA_DIR: folder });
  const browser = await openBrowser();
  const all: Seen[] = [];
  let waterfall: readonly (readonly [string, number, number])[] = [];
  try {
    for (let run = 0; run < (quick ? 1 : repeat); run++) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
      const at = await context.newPage();
      await at.addInitScript(WATCH);
      await at.goto(`${jalon.address}/challenges/fire-stations-sample/task`);
      await at.waitForURL(/task\/.+/);
      waterfall = await requests(at);
      for (let n = 0; n < TASKS; n++) await answer(at);
      await at.waitForTimeout(READS);
      all.push((await at.evaluate('({ painted, moved, held })')) as Seen);
      await context.close();
    }
  } finally {
    await browser.close();
    await jalon.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const crowd = await measureCrowd(quick);
  const painted = all.flatMap(one => one.painted);
  const held = all.flatMap(one => one.held);
  const figures = {
    answers: painted.length,
    nextShownMedianMs: Math.round(median(painted)),
    nextShownWorstMs: Math.round(Math.max(...painted)),
    layoutShiftWorst: Math.max(...all.map(one => one.moved)),
    longTasks: held.length,
    longestTaskMs: Math.round(Math.max(0, ...held)),
    ...Object.fromEntries(crowd.map(one => [`${nameOf(one)}, worst, ms`, worstOf(one)])),
  };
  return {
    title: `${painted.length} answers in a row, by the keyboard`,
    columns: ['what', 'figure'],
    rows: [
      ['from the key to the next question painted, median, ms', figures.nextShownMedianMs],
      ['the same, worst, ms', figures.nextShownWorstMs],
      ['cumulative layout shift of a visit, worst', figures.layoutShiftWorst],
      ['tasks of more than 50 ms', figures.longTasks],
      ['the longest of them, ms', figures.longestTaskMs],
      ...crowd.map((one): [string, string] => [
        `5,000 in view: ${nameOf(one)}, worst, ms`,
        beside(one, crowd),
      ]),
    ],
    notes: [
      'From an interaction to its next paint, ms (16: at most that):',
      ...crowd.map(
        one =>
          `  ${nameOf(one)}: ${one.interactions.map(({ step, took }) => `${step} ${Math.round(took)}`).join(', ')}`,
      ),
      'From key to question, visit by visit, ms:',
      ...all.map(one => `  ${one.painted.map(Math.round).join(' ')}`),
      'First load, what was asked for when (ms after the page):',
      ...waterfall.map(([name, from, to]) => `  ${from} to ${to}  ${name}`),
    ],
    figures,
  };
}

const nameOf = ({ subject, width, slower }: Measured): string =>
  `${subject}, ${width} px${slower > 1 ? `, processor ${slower} times slower` : ''}`;
const worstOf = ({ interactions }: Measured): number =>
  Math.round(Math.max(...interactions.map(({ took }) => took)));

/** The usual pages as so many times the worse of ours, on the same screen and processor. */
function beside(one: Measured, all: readonly Measured[]): string {
  const worst = worstOf(one);
  if (one.isOurs) return String(worst);
  const ours = all.filter(
    ({ isOurs, width, slower }) => isOurs && width === one.width && slower === one.slower,
  );
  return `${worst} (${(worst / Math.max(...ours.map(worstOf))).toFixed(1)} times)`;
}

/** By the key that says "I can't tell", whatever number it has here. */
async function answer(at: Page): Promise<void> {
  await at.waitForTimeout(READS);
  const before = at.url();
  const button = at.locator('.choices button', { hasText: 'I can’t tell' });
  await at.keyboard.press((await button.locator('kbd').textContent())?.trim() ?? '');
  const terms = at.getByRole('button', { name: 'Agree and send' });
  if (await terms.isVisible()) await at.keyboard.press('Enter');
  await at.waitForURL(url => url.href !== before);
}

const requests = (at: Page): Promise<[string, number, number][]> =>
  at.evaluate(`performance.getEntriesByType('resource')
    .filter(one => one.name.startsWith(location.origin))
    .map(one => [new URL(one.name).pathname, Math.round(one.startTime), Math.round(one.responseEnd)])`);
