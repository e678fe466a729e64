import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueueView, type QueueView } from '../../backend/queue/queue-view.ts';
import { type Serving, serve, testConfig } from '../http/serve.ts';
import { type Jalon, openJalon } from '../open-jalon.ts';
import { hasChromium, openBrowser } from './open-browser.ts';

const TOKEN = 'a-secret-of-the-operator-9';

describe.skipIf(!hasChromium)('the queue board in a browser', () => {
  let jalon: Jalon;
  let view: QueueView;
  let app: Serving;
  let browser: Browser;
  beforeAll(async () => {
    jalon = await openJalon('postgres');
    view = openQueueView(jalon.url, null);
    app = await serve({
      store: jalon.store,
      queueView: view,
      config: { ...testConfig(), operatorToken: TOKEN },
    });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
    await view.close();
    await jalon.close();
  });

  it('opens with the secret as password, shows the steps, and fetches nothing from elsewhere', async () => {
    const run = { run: 'run-in-a-browser', attempt: 1 };
    const first = { name: 'compare', data: run, id: 'run-in-a-browser-1-compare', after: [] };
    await jalon.queues.addFlow({
      name: 'reconcile',
      data: run,
      id: 'run-in-a-browser-1-reconcile',
      after: [first],
    });
    const context = await browser.newContext({
      httpCredentials: { username: 'operator', password: TOKEN },
      viewport: { width: 1280, height: 800 },
    });
    const page = await context.newPage();
    const asked: string[] = [];
    const faults: string[] = [];
    page.on('response', answer => void asked.push(new URL(answer.url()).origin));
    page.on('pageerror', fault => void faults.push(fault.message));
    await page.goto(`${app.url}/operate/queue/queue/jalon?status=waiting`);
    await page.getByText('run-in-a-browser-1-compare').first().waitFor();
    const shot = process.env['JALON_SCREENSHOT'];
    if (shot) await page.screenshot({ path: shot });
    expect(await page.title()).toContain('Jalon');
    expect([...new Set(asked)]).toEqual([app.url]);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('stays closed with another password', async () => {
    const context = await browser.newContext({
      httpCredentials: { username: 'operator', password: 'not the secret' },
    });
    const page = await context.newPage();
    const answer = await page.goto(`${app.url}/operate/queue`);
    expect(answer?.status()).toBe(401);
    await context.close();
  });
});
