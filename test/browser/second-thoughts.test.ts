import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskView } from '../../backend/http/contract.ts';
import { hasChromium, openBrowser } from './open-browser.ts';
import { type Jalon, startJalon } from './start-jalon.ts';
import { watch } from './watch.ts';

const SAMPLE = 'fire-stations-sample';

describe.skipIf(!hasChromium)('a volunteer on a phone, in French', () => {
  let jalon: Jalon;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    jalon = await startJalon({ UNDO_SECONDS: '60' });
    browser = await openBrowser();
    const context = await browser.newContext({
      locale: 'fr-BE',
      viewport: { width: 390, height: 844 },
      hasTouch: true,
    });
    page = await context.newPage();
    watch(page, jalon.address, complaints);
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await jalon?.stop();
  }, 60_000);

  const cantTell = () => page.getByRole('button', { name: 'Je ne sais pas' });

  it('has the usual answers in reach of the thumb', async () => {
    await page.goto(`${jalon.address}/challenges/${SAMPLE}/task`);
    await page.waitForURL(/task\/.+/);
    expect(await page.getAttribute('html', 'lang')).toBe('fr');
    const button = await cantTell().boundingBox();
    expect(button!.y).toBeGreaterThan(844 / 2);
    expect(button!.y + button!.height).toBeLessThan(844);
    expect(button!.height).toBeGreaterThanOrEqual(44);
  });

  it('accepts the terms with the first answer, and takes it back', async () => {
    const first = page.url();
    await cantTell().tap();
    await page.getByRole('button', { name: 'Accepter et envoyer' }).tap();
    await page.waitForURL(url => url.href !== first);
    await page.getByText('Merci, c’est noté.').waitFor();
    await page.getByRole('button', { name: 'Annuler' }).tap();
    await page.waitForURL(first);
    await cantTell().waitFor();
    // Before the tests below make the server and the network misbehave.
    expect(complaints).toEqual([]);
  });

  it('loses no answer when the network goes, and counts it once', async () => {
    const first = page.url();
    const sent: string[] = [];
    await page.route('**/answers', async route => {
      sent.push(route.request().postDataJSON().requestId);
      if (sent.length === 1) await route.abort('internetdisconnected');
      else await route.continue();
    });
    await cantTell().tap();
    await page.getByText('1 réponse attend le réseau').waitFor();
    await page.waitForURL(url => url.href !== first);
    const answered = page.waitForResponse('**/answers');
    await page.evaluate("dispatchEvent(new Event('online'))");
    expect((await answered).status()).toBe(201);
    await page.unroute('**/answers');
    expect(sent).toHaveLength(2);
    expect(new Set(sent).size).toBe(1);
    await page.getByText('1 réponse attend le réseau').waitFor({ state: 'detached' });
  });

  it('is shown the fresh task when its facts have changed', async () => {
    const id = new URL(page.url()).pathname.split('/').at(-1)!;
    const task = (await (await page.request.get(`${jalon.address}/api/v1/tasks/${id}`)).json()) as TaskView;
    const fresh: TaskView = { ...task, name: 'Caserne nouvelle', factsDigest: 'fresh' };
    await page.route('**/answers', route =>
      route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          type: '/problems/facts-changed',
          title: 'Facts changed',
          status: 409,
          code: 'facts-changed',
          task: fresh,
        }),
      }),
    );
    await cantTell().tap();
    await page.getByText('Les données ont changé pendant que vous regardiez.').first().waitFor();
    await page.getByText('Caserne nouvelle').waitFor();
    expect(new URL(page.url()).pathname.endsWith(id)).toBe(true);
    await page.unroute('**/answers');
  });
});
