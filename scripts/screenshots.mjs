// node scripts/screenshots.mjs ADDRESS LINK [FOLDER]: the pictures of the documentation, from a Jalon that runs at ADDRESS with
// its samples; LINK signs in on this computer, as Jalon printed it. Answers a few tasks on the way, so give it a data folder
// of its own.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [address, link, folder = 'docs/images'] = process.argv.slice(2);
const SAMPLE = 'fire-stations-sample';
const SIZES = { laptop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ],
});

const api = async path => (await fetch(`${address}/api/v1${path}`)).json();
/** Tasks that ask one thing only. */
const tasksOf = async kind =>
  (await api(`/challenges/${SAMPLE}/tasks?kind=${kind}`)).features
    .filter(({ properties }) => properties.kinds.length === 1)
    .map(({ id }) => id);

async function open(size, scheme = 'light', locale = 'en-GB') {
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: scheme,
    locale,
    deviceScaleFactor: 1.5,
    hasTouch: size === 'phone',
  });
  return context.newPage();
}

/** Waits for the map and for whatever fades or loads. */
async function settle(page) {
  await page.waitForSelector('.leaflet-container', { timeout: 15_000 });
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.waitForTimeout(1200);
}

async function shoot(page, path, name) {
  await page.goto(address + path);
  await settle(page);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  console.log(join(folder, `${name}.png`));
}

const laptop = await open('laptop');
const [moved, another] = await tasksOf('moved');
const [missing] = await tasksOf('missing');
/** Moved, and with details to choose from: what a task can ask at most. */
const several = (await api(`/challenges/${SAMPLE}/tasks?kind=tags-differ`)).features.find(
  ({ properties }) => properties.kinds.join() === 'moved,tags-differ',
);
await shoot(laptop, '/', 'discover');
await shoot(laptop, `/challenges/${SAMPLE}`, 'challenge');
await shoot(laptop, `/challenges/${SAMPLE}/task/${several?.id ?? moved}`, 'task');
await shoot(await open('laptop', 'dark'), `/challenges/${SAMPLE}/task/${missing}`, 'task-dark');
await shoot(await open('phone'), `/challenges/${SAMPLE}/task/${another}`, 'task-phone');

// A few answers, so that there is something to review: what others are at is left to them.
let answered = 0;
for (const id of await tasksOf('moved')) {
  if (answered === 6) break;
  await laptop.goto(`${address}/challenges/${SAMPLE}/task/${id}`);
  await settle(laptop);
  if (!(await laptop.getByText('Which is right?').isVisible())) continue;
  answered++;
  await laptop.keyboard.press('1');
  await laptop.waitForTimeout(200);
  if (await laptop.getByText('With your first answer').isVisible()) await laptop.keyboard.press('Enter');
  await laptop.waitForURL(url => !url.pathname.endsWith(id), { timeout: 10_000 });
}
const { undoSeconds } = await api('/me');
await laptop.waitForTimeout(undoSeconds * 1000 + 3000);
await laptop.goto(link);
await laptop.waitForURL(url => url.pathname === '/');
await shoot(laptop, `/challenges/${SAMPLE}/changes`, 'changes');
await browser.close();
