import { describe, expect, it } from 'vitest';
import type { TaskCollection, TaskView } from '../../backend/http/contract/task.ts';
import { hasChromium } from './open-browser.ts';
import { PHONE, visit } from './visit.ts';

const SAMPLE = 'fire-stations-sample';

describe.skipIf(!hasChromium)('a volunteer on a phone, in French', () => {
  const visitor = visit({ UNDO_SECONDS: '60' }, { ...PHONE, locale: 'fr-BE' });
  const { complaints } = visitor;
  const cantTell = () => visitor.page.getByRole('button', { name: 'Je ne sais pas' });

  it('has the usual answers in reach of the thumb', async () => {
    await visitor.open(`/challenges/${SAMPLE}/task`);
    await visitor.page.waitForURL(/task\/.+/);
    expect(await visitor.page.getAttribute('html', 'lang')).toBe('fr');
    const button = await cantTell().boundingBox();
    expect(button!.y).toBeGreaterThan(844 / 2);
    expect(button!.y + button!.height).toBeLessThan(844);
    expect(button!.height).toBeGreaterThanOrEqual(44);
  });

  it('accepts the terms with the first answer, and takes it back', async () => {
    const first = visitor.page.url();
    const answered = visitor.page.waitForResponse('**/answers');
    await cantTell().tap();
    await visitor.page.getByRole('button', { name: 'Accepter et envoyer' }).tap();
    await visitor.page.waitForURL(url => url.href !== first);
    await visitor.page.getByText('Merci, c’est noté').waitFor();
    const { id } = (await (await answered).json()) as { id: string };
    const undone = visitor.page.waitForResponse(response => response.url().includes(`/answers/${id}`));
    await visitor.page.getByRole('button', { name: 'Annuler' }).tap();
    await visitor.page.waitForURL(first);
    await cantTell().waitFor();
    // What is on its way is none that the next test looks for.
    await undone;
    // Before the tests below make the server and the network misbehave.
    expect(complaints).toEqual([]);
  });

  it('loses no answer when the network goes, and counts it once', async () => {
    const first = visitor.page.url();
    const sent: string[] = [];
    let isThere = false;
    await visitor.page.route('**/api/**', async route => {
      const request = route.request();
      if (request.url().endsWith('/answers')) sent.push(request.postDataJSON().requestId);
      if (isThere) await route.continue();
      else await route.abort('internetdisconnected');
    });
    await cantTell().tap();
    await visitor.page.getByText('Hors ligne. 1 réponse attend').waitFor();
    await visitor.page.waitForURL(url => url.href !== first);
    isThere = true;
    const answered = visitor.page.waitForResponse('**/answers');
    await visitor.page.evaluate("dispatchEvent(new Event('online'))");
    expect((await answered).status()).toBe(201);
    await visitor.page.getByText('1 réponse a été envoyée.').waitFor();
    await visitor.page.getByText('Hors ligne').waitFor({ state: 'detached' });
    await visitor.page.unroute('**/api/**');
    expect(new Set(sent).size).toBe(1);
  });

  it('is shown the fresh task when its facts have changed', async () => {
    const id = new URL(visitor.page.url()).pathname.split('/').at(-1)!;
    const task = await visitor.json<TaskView>(`/tasks/${id}`);
    const fresh: TaskView = { ...task, name: 'Caserne nouvelle', factsDigest: 'fresh' };
    await visitor.page.route('**/answers', route =>
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
    // Nothing is said to a task that came in another's place a moment ago.
    await visitor.page.waitForTimeout(400);
    await cantTell().tap();
    await visitor.page.getByText('Les données ont changé pendant que vous regardiez.').first().waitFor();
    await visitor.page.getByText('Caserne nouvelle').waitFor();
    expect(new URL(visitor.page.url()).pathname.endsWith(id)).toBe(true);
    await visitor.page.unroute('**/answers');
  });

  it('loses nothing of an answer while somebody else holds the task', async () => {
    const { page } = visitor;
    const here = page.url();
    await page.route('**/answers', route =>
      route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        body: JSON.stringify({ type: '/problems/held', title: 'Held', status: 409, code: 'held' }),
      }),
    );
    await page.getByRole('button', { name: 'Commenter' }).tap();
    await page.getByLabel('Pour la personne qui relira cette réponse').fill('La grille est au nord.');
    // Nothing is said to a task that came in another's place a moment ago.
    await page.waitForTimeout(400);
    await cantTell().tap();
    await page.getByText('D’autres s’occupent de cette tâche.').first().waitFor();
    await page.unroute('**/answers');
    await page.getByRole('button', { name: 'La revoir' }).tap();
    await page.waitForURL(here);
    await page.getByText('D’autres s’occupent de cette tâche.').first().waitFor();
    const field = page.getByLabel('Pour la personne qui relira cette réponse');
    await field.waitFor();
    expect(await field.inputValue()).toBe('La grille est au nord.');
  });

  it('learns in one tab that the task was answered in another', async () => {
    await visitor.page.reload();
    await cantTell().waitFor();
    const here = visitor.page.url();
    const other = await visitor.page.context().newPage();
    await other.goto(here);
    const answered = other.waitForResponse('**/answers');
    await other.getByRole('button', { name: 'Je ne sais pas' }).tap();
    await answered;
    await other.waitForURL(url => url.href !== here);
    await other.close();
    await cantTell().tap();
    await visitor.page.getByText('Vous avez déjà répondu à cette tâche.').waitFor();
    await visitor.page.getByRole('button', { name: 'La revoir' }).tap();
    await visitor.page.getByRole('heading', { name: 'Vous avez répondu' }).waitFor();
    const said = visitor.page.getByRole('list', { name: 'Ce que vous avez dit' });
    expect(await said.textContent()).toBe('Je ne sais pas');
    await visitor.page.getByRole('button', { name: 'Tâche suivante' }).tap();
    await cantTell().waitFor();
    expect(visitor.page.url()).not.toBe(here);
  });

  it('goes back to the challenge, and forward to the same task', async () => {
    const here = visitor.page.url();
    await visitor.page.getByRole('link', { name: 'Retour au défi' }).tap();
    await visitor.page.getByRole('heading', { name: 'Comment trancher' }).waitFor();
    await visitor.page.goBack();
    await cantTell().waitFor();
    expect(visitor.page.url()).toBe(here);
  });

  it('counts what is said last when an answer was taken back', async () => {
    const { page } = visitor;
    const { features } = await visitor.json<TaskCollection>(
      `/challenges/${SAMPLE}/tasks?state=open&kind=moved`,
    );
    const { id } = features.find(({ properties }) => properties.kinds.join() === 'moved')!;
    await visitor.open(`/challenges/${SAMPLE}/task/${id}`);
    await page.getByRole('button', { name: 'Le service officiel a raison' }).tap();
    await page.waitForURL(url => !url.pathname.endsWith(id));
    await page.getByRole('button', { name: 'Annuler' }).tap();
    await page.waitForURL(url => url.pathname.endsWith(id));
    const asked = page.waitForRequest('**/answers');
    await page.getByRole('button', { name: 'OpenStreetMap a raison' }).tap();
    expect((await asked).postDataJSON().answer.say).toBe('official-wrong');
    await page.waitForURL(url => !url.pathname.endsWith(id));
    await cantTell().waitFor();
  });

  it('goes back to the question before', async () => {
    const { page } = visitor;
    const { features } = await visitor.json<TaskCollection>(
      `/challenges/${SAMPLE}/tasks?state=open&kind=moved`,
    );
    const { id } = features.find(({ properties }) => properties.kinds.length > 1)!;
    await visitor.open(`/challenges/${SAMPLE}/task/${id}`);
    await page.getByRole('button', { name: 'Le service officiel a raison' }).tap();
    await page.getByText('Que doit dire OpenStreetMap').waitFor();
    await page.getByRole('button', { name: 'Retour', exact: true }).tap();
    await page.getByText('Qui a raison').waitFor();
    await page.getByRole('button', { name: 'Passer' }).tap();
    await page.waitForURL(url => !url.pathname.endsWith(id));
    await cantTell().waitFor();
  });
});
