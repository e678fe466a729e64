import type { Browser } from 'playwright-core';
import type { Jalon } from '../browser/start-jalon.ts';

/** What a browser keeps of somebody who is signed in. */
export type Kept = Awaited<ReturnType<Awaited<ReturnType<Browser['newContext']>>['storageState']>>;

/** Signs in by the link that Jalon printed, which works once: the account of this computer may do everything. */
export async function signedIn(browser: Browser, jalon: Jalon): Promise<Kept> {
  const link = [...jalon.said().matchAll(/Sign in on this computer: (\S+)/g)].at(-1)?.[1];
  if (!link) throw new Error(`Jalon printed no link: ${jalon.said()}`);
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole('button', { name: 'Menu of' }).waitFor();
  const kept = await context.storageState();
  await context.close();
  return kept;
}
