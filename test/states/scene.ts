import type { Browser, BrowserContextOptions } from 'playwright-core';
import { openBrowser } from '../browser/open-browser.ts';
import { startJalon } from '../browser/start-jalon.ts';
import { openStage } from './stage.ts';
import { openUploadStage } from './upload-stage.ts';
import { LEASE } from './visitor.ts';

/** Who can be in front of a page: at a Jalon as it starts, with its samples, where several people have worked already, or that sends to a map. */
export const WHO = ['visitor', 'admin', 'volunteer', 'reviewer', 'maintainer', 'newcomer', 'sender'] as const;
export type Who = (typeof WHO)[number];

/** What a browser keeps of somebody. */
type Kept = NonNullable<BrowserContextOptions['storageState']>;

export type Scene = Readonly<{
  browser: Browser;
  addressFor: (who: Who) => string;
  keptOf: (who: Who) => Kept | undefined;
  close: () => Promise<void>;
}>;

/** All Jalons, and a browser. */
export async function openScene(): Promise<Scene> {
  const jalon = await startJalon({ UNDO_SECONDS: '60', LEASE_SECONDS: String(LEASE / 1000) });
  const stages = [await openStage(), await openUploadStage()];
  const browser = await openBrowser();
  const admin = await signedInHere(browser, jalon.said());
  const found = (who: Who): Readonly<{ address: string; cookie: string }> | undefined =>
    stages
      .map(({ address, people }) => ({
        address,
        cookie: (people as Partial<Record<Who, string>>)[who] ?? '',
      }))
      .find(({ cookie }) => cookie !== '');
  const kept = ({ address, cookie }: Readonly<{ address: string; cookie: string }>): Kept => {
    const [name = '', value = ''] = cookie.split('=');
    const rest = { domain: new URL(address).hostname, path: '/', expires: -1 };
    return {
      cookies: [{ name, value, ...rest, httpOnly: true, secure: false, sameSite: 'Lax' }],
      origins: [],
    };
  };
  return {
    browser,
    addressFor: who => found(who)?.address ?? jalon.address,
    keptOf: who => {
      const staged = found(who);
      if (staged) return kept(staged);
      return who === 'admin' ? admin : undefined;
    },
    close: async () => {
      await browser.close();
      for (const stage of stages) await stage.close();
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
