import type { Browser, BrowserContextOptions } from 'playwright-core';
import { openBrowser } from '../browser/open-browser.ts';
import { startJalon } from '../browser/start-jalon.ts';
import { openStage } from './stage.ts';
import { LEASE } from './visitor.ts';

/** Who can be in front of a page: at a Jalon as it starts, with its samples, or where several people have worked already. */
export const WHO = ['visitor', 'admin', 'volunteer', 'reviewer'] as const;
export type Who = (typeof WHO)[number];

/** What a browser keeps of somebody. */
type Kept = NonNullable<BrowserContextOptions['storageState']>;

export type Scene = Readonly<{
  browser: Browser;
  addressFor: (who: Who) => string;
  keptOf: (who: Who) => Kept | undefined;
  close: () => Promise<void>;
}>;

/** Both Jalons, and a browser. */
export async function openScene(): Promise<Scene> {
  const jalon = await startJalon({ UNDO_SECONDS: '60', LEASE_SECONDS: String(LEASE / 1000) });
  const stage = await openStage();
  const browser = await openBrowser();
  const admin = await signedInHere(browser, jalon.said());
  const cookie = (who: keyof typeof stage.people): Kept => {
    const [name = '', value = ''] = stage.people[who].split('=');
    const rest = { domain: new URL(stage.address).hostname, path: '/', expires: -1 };
    return {
      cookies: [{ name, value, ...rest, httpOnly: true, secure: false, sameSite: 'Lax' }],
      origins: [],
    };
  };
  const isOnStage = (who: Who): who is keyof typeof stage.people => who in stage.people;
  return {
    browser,
    addressFor: who => (isOnStage(who) ? stage.address : jalon.address),
    keptOf: who => (isOnStage(who) ? cookie(who) : who === 'admin' ? admin : undefined),
    close: async () => {
      await browser.close();
      await stage.close();
      await jalon.stop();
    },
  };
}

/** Signs in by the link that Jalon printed, which works once: the account of this computer may do everything. */
async function signedInHere(browser: Browser, said: string): Promise<Kept> {
  const link = [...said.matchAll(/Sign in on this computer: (\S+)/g)].at(-1)?.[1];
  if (!link) throw new Error(`Jalon printed no link: ${said}`);
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole('button', { name: 'Menu of' }).waitFor();
  const kept = await context.storageState();
  await context.close();
  return kept;
}
