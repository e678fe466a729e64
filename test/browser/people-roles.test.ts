import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { ApiKeyMade } from '../../backend/http/contract/account.ts';
import type { ChallengeView } from '../../backend/http/contract/challenge.ts';
import { ANN, BOB, gather } from './gather.ts';
import { hasChromium } from './open-browser.ts';

const SAMPLE = 'fire-stations-sample';

describe.skipIf(!hasChromium)('people with roles', () => {
  const here = gather({ UNDO_SECONDS: '1' });
  const { arrive, consent, signIn, whoIs } = here;
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const rowOf = (page: Page, text: string) => page.locator('main ul > li', { hasText: text });
  /** The admin of this computer, from the first test on. */
  let admin: Page;
  let ann: Page;

  it('sign in on this computer by a link that works once and leaves the address at once', async () => {
    admin = await arrive();
    const link = here.printedLink();
    await admin.goto(link);
    await admin.getByText('You are signed in: This computer.').waitFor();
    expect(admin.url()).not.toContain('#');
    expect((await whoIs(admin)).roles).toMatchObject([{ role: 'admin', organisation: null }]);
    expect(here.complaints).toEqual([]);
    const other = await arrive();
    await other.goto(link);
    await other.getByRole('heading', { name: 'This link no longer works' }).waitFor();
    expect(other.url()).not.toContain(link.split('#')[1]!);
    expect((await whoIs(other)).account).toBeNull();
  });

  it('get a new link where Jalon runs, and go on where they were', async () => {
    const page = await arrive();
    await page.goto(`/challenges/${SAMPLE}`);
    await page.locator('header').getByRole('link', { name: 'Sign in' }).click();
    const before = here.printedLink();
    await press(page, 'Print a new link');
    await page.getByText('A new link stands in that window now.').waitFor();
    await expect.poll(() => here.printedLink(), { timeout: 10_000 }).not.toBe(before);
    await page.goto(here.printedLink());
    await page.waitForURL(`**/challenges/${SAMPLE}`);
    expect((await whoIs(page)).account).not.toBeNull();
  });

  it('see no button that they may not press, but whose it is', async () => {
    const visitor = await arrive();
    await visitor.goto(`/challenges/${SAMPLE}`);
    await visitor.getByText('Admins of this Jalon can have both sources read').waitFor();
    expect(await visitor.getByRole('button', { name: 'Read and compare again' }).count()).toBe(0);
    await admin.goto(`/challenges/${SAMPLE}`);
    await admin.getByRole('button', { name: 'Read and compare again' }).waitFor();
  });

  it('found an organisation, and invite the first person into it', async () => {
    await admin.goto('/organisations');
    await admin.getByText('There is no organisation yet.').waitFor();
    await press(admin, 'Found an organisation');
    const name = admin.getByLabel('Name');
    await admin.getByText('Give it a name.').waitFor();
    expect(await admin.evaluate("document.activeElement.getAttribute('aria-invalid')")).toBe('true');
    await name.fill('SDIS 35');
    await admin.getByLabel('Website').fill('sdis35.example');
    await press(admin, 'Found an organisation');
    await admin.getByText('An address begins with https://').waitFor();
    await admin.getByLabel('Website').fill('https://sdis35.example');
    await press(admin, 'Found an organisation');
    await admin.waitForURL(/\/organisations\/.+/);
    await admin.getByRole('heading', { name: 'SDIS 35', level: 1 }).waitFor();
    await admin.getByText('Nobody has a role here yet.').waitFor();
    await admin.getByRole('radio', { name: 'Admin' }).check();
    await press(admin, 'Make a link');
    await admin.getByLabel('The link to send').waitFor();
    await rowOf(admin, 'ends in 2 weeks').waitFor();
  });

  it('accept an invitation after they have signed in on the way', async () => {
    const link = await admin.getByLabel('The link to send').inputValue();
    ann = await arrive();
    await ann.goto(link);
    await ann.getByRole('heading', { name: 'SDIS 35 invites you: Admin' }).waitFor();
    expect(ann.url()).not.toContain('#');
    await ann.locator('main').getByRole('link', { name: 'Sign in' }).click();
    await ann.getByRole('button', { name: 'Sign in with' }).click();
    await consent(ann, ANN!);
    await ann.waitForURL('**/invitations');
    await press(ann, 'Accept');
    await ann.waitForURL(/\/organisations\/.+/);
    await rowOf(ann, 'Ann Mapper').waitFor();
    const late = await arrive();
    await late.goto(link);
    await late.getByRole('heading', { name: 'This invitation is not open' }).waitFor();
  });

  it('read and compare what belongs to their organisation, and nothing else', async () => {
    await admin.goto('/administration');
    await admin.getByLabel('Fire stations, sample').selectOption({ label: 'SDIS 35' });
    await admin.getByText('Fire stations, sample: SDIS 35. Saved.').waitFor();
    await ann.goto('/challenges/airports-sample');
    await ann.getByText('Admins of this Jalon can have both sources read').waitFor();
    await ann.goto(`/challenges/${SAMPLE}`);
    await press(ann, 'Read and compare again');
    await ann.getByText('Both sources were the same as the time before.').waitFor();
    const visitor = await arrive();
    await visitor.goto(`/challenges/${SAMPLE}`);
    await visitor.getByText('Whoever works for SDIS 35 can').waitFor();
  });

  it('cannot leave an organisation without an admin', async () => {
    await ann.goto('/organisations');
    await ann.getByRole('link', { name: 'SDIS 35' }).click();
    await rowOf(ann, 'Ann Mapper').getByRole('button', { name: 'Give the role up' }).click();
    await ann.getByRole('dialog').getByRole('button', { name: 'Give the role up' }).click();
    await ann.getByText('Nobody else is admin there.').waitFor();
    await ann.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect((await whoIs(ann)).roles).toHaveLength(1);
  });

  it('revoke an invitation, and take a role away, which ends at once', async () => {
    await press(ann, 'Make a link');
    const link = await ann.getByLabel('The link to send').inputValue();
    const bob = await arrive();
    await signIn(bob, BOB!);
    await ann.locator('li', { hasText: 'ends in 2 weeks' }).getByRole('button', { name: 'Revoke' }).click();
    await ann.getByRole('heading', { name: 'Open invitations' }).waitFor({ state: 'detached' });
    await bob.goto(link);
    await bob.getByRole('heading', { name: 'This invitation is not open' }).waitFor();
    await press(ann, 'Make a link');
    await bob.goto(await ann.getByLabel('The link to send').inputValue());
    await press(bob, 'Accept');
    await bob.waitForURL(/\/organisations\/.+/);
    const mayRun = async () =>
      ((await (await bob.request.get(`/api/v1/challenges/${SAMPLE}`)).json()) as ChallengeView).may.includes(
        'run',
      );
    expect(await mayRun()).toBe(true);
    await ann.reload();
    await rowOf(ann, 'Bob').getByRole('button', { name: 'Take the role away' }).click();
    await ann.getByRole('dialog').getByRole('button', { name: 'Take the role away' }).click();
    await rowOf(ann, 'Bob').waitFor({ state: 'detached' });
    expect(await ann.evaluate('document.activeElement.textContent')).toBe('Who is in it');
    expect(await mayRun()).toBe(false);
  });

  it('are given a role for everything, and give it up on their own page', async () => {
    await admin.goto('/administration');
    await press(admin, 'Make a link');
    const link = await admin.getByLabel('The link to send').inputValue();
    const bob = await arrive();
    await signIn(bob, BOB!);
    await bob.goto(link);
    await bob.getByRole('heading', { name: 'You are invited: Reviewer of this whole Jalon' }).waitFor();
    await press(bob, 'Accept');
    await bob.waitForURL('**/account');
    await rowOf(bob, 'Reviewer: this whole Jalon').getByRole('button', { name: 'Give the role up' }).click();
    await bob.getByRole('dialog').getByRole('button', { name: 'Give the role up' }).click();
    await rowOf(bob, 'Reviewer').waitFor({ state: 'detached' });
    expect(await bob.evaluate('document.activeElement.id')).toBe('roles');
    expect((await whoIs(bob)).roles).toEqual([]);
  });

  it('read what was done as sentences, in their language', async () => {
    await admin.goto('/audit');
    await admin.getByText('This computer founded SDIS 35.').waitFor();
    await admin.getByText('Ann Mapper accepted an invitation to SDIS 35: Admin.').waitFor();
    await admin
      .getByText('Ann Mapper had both sources of Fire stations, sample read and compared.')
      .waitFor();
    await admin.getByLabel('Language').selectOption('fr');
    await admin.getByText('Cet ordinateur a fondé SDIS 35.').waitFor();
    await admin.getByLabel('Langue').selectOption('en');
    await ann.goto('/organisations');
    await ann.getByRole('link', { name: 'SDIS 35' }).click();
    await ann.getByRole('heading', { name: 'Audit log' }).waitFor();
    const founded = ann.getByText('This computer founded SDIS 35.');
    expect(await founded.count()).toBe(0);
    const older = ann.getByRole('button', { name: 'Show older ones' });
    await older.click();
    await founded.waitFor();
    expect(await older.count()).toBe(0);
    const entries = await ann.locator('ol li').allTextContents();
    expect(new Set(entries).size).toBeGreaterThan(5);
    await ann.goto('/audit');
    await ann.getByText('This page is for admins of this Jalon.').waitFor();
  });

  it('found a team, share the lead, leave it and dissolve it', async () => {
    await ann.goto('/teams');
    await ann.getByText('You are in no team yet.').waitFor();
    await ann.getByLabel('Name').fill('Rennes <b>mappers</b>');
    await press(ann, 'Found a team');
    await ann.getByRole('heading', { name: 'Rennes <b>mappers</b>', level: 1 }).waitFor();
    await press(ann, 'Make a link');
    const link = await ann.getByLabel('The link to send').inputValue();
    const bob = await arrive();
    await signIn(bob, BOB!);
    await bob.goto(link);
    await press(bob, 'Accept');
    await bob.waitForURL(/\/teams\/.+/);
    await rowOf(bob, 'Ann Mapper').waitFor();
    expect(await bob.getByRole('button', { name: 'Make a link' }).count()).toBe(0);
    await rowOf(ann, 'Ann Mapper').getByRole('button', { name: 'Leave' }).click();
    await ann.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await ann.getByText('Nobody else leads this team.').waitFor();
    await ann.keyboard.press('Escape');
    await ann.reload();
    await rowOf(ann, 'Bob').getByRole('button', { name: 'Make lead' }).click();
    await rowOf(ann, 'Bob').getByRole('button', { name: 'No longer lead' }).waitFor();
    await rowOf(ann, 'Ann Mapper').getByRole('button', { name: 'Leave' }).click();
    await ann.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await ann.getByText('You have left the team.').waitFor();
    await bob.reload();
    await press(bob, 'Dissolve the team');
    await bob.getByRole('dialog').getByRole('button', { name: 'Dissolve the team' }).click();
    await bob.getByText('The team is dissolved.').waitFor();
    await bob.getByText('You are in no team yet.').waitFor();
  });

  it('make a key that does what it was made for, until it is revoked', async () => {
    await ann.goto('/account');
    await press(ann, 'Make a key');
    await ann.getByLabel('Look at challenges').uncheck();
    await press(ann, 'Make the key');
    await ann.getByText('Give it a name.').waitFor();
    await ann.getByText('Choose at least one.').waitFor();
    await ann.getByLabel('What it is for').fill('Nightly run');
    await ann.getByLabel('Have sources read').check();
    await ann.getByLabel('How long it is valid').selectOption('30 days');
    const made = ann.waitForResponse(
      response => response.url().endsWith('/me/keys') && response.status() === 201,
    );
    await press(ann, 'Make the key');
    const { key, expiresAt } = (await (await made).json()) as ApiKeyMade;
    expect(await ann.getByLabel('Your new key').inputValue()).toBe(key);
    expect(Date.parse(expiresAt!) - Date.now()).toBeLessThan(31 * 86_400_000);
    const ask = (method: string, path: string) =>
      fetch(`${here.jalon.address}/api/v1${path}`, { method, headers: { authorization: `Bearer ${key}` } });
    expect((await ask('POST', `/challenges/${SAMPLE}/runs`)).status).toBe(202);
    expect(((await (await ask('POST', `/challenges/${SAMPLE}/next`)).json()) as { code: string }).code).toBe(
      'key-scope',
    );
    await press(ann, 'I have kept it');
    expect(await ann.content()).not.toContain(key);
    await ann.reload();
    await rowOf(ann, 'Nightly run').waitFor();
    expect(await ann.content()).not.toContain(key);
    await rowOf(ann, 'Nightly run').getByRole('button', { name: 'Revoke' }).click();
    await ann.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await rowOf(ann, 'Nightly run').waitFor({ state: 'detached' });
    expect((await ask('POST', `/challenges/${SAMPLE}/runs`)).status).toBe(401);
  });

  it('copy a key with one press', async () => {
    await press(ann, 'Make a key');
    await ann.getByLabel('What it is for').fill('To copy');
    await press(ann, 'Make the key');
    const key = await ann.getByLabel('Your new key').inputValue();
    await press(ann, 'Copy');
    await ann.getByText('Copied.').waitFor();
    await press(ann, 'I have kept it');
    await press(ann, 'Make a key');
    await ann.getByLabel('What it is for').press('Control+V');
    expect(await ann.getByLabel('What it is for').inputValue()).toBe(key);
  });
});
