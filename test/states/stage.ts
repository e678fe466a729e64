import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { projectRoot } from '../../backend/project-root.ts';
import { settle } from '../../jobs/rounds/settle.ts';
import { serve, type Visitor } from '../http/serve.ts';
import { signedInVisitor } from '../http/signed-in.ts';
import { emptyStore } from '../store/empty-store.ts';
import { movedFinding, seedChallenge, seedTask, testChallenge } from '../store/seed.ts';

type People = Readonly<{ volunteer: string; reviewer: string }>;
/** A Jalon with a history, and the cookies of people who have a part in it. */
export type Stage<Persons> = Readonly<{ address: string; people: Persons; close: () => Promise<void> }>;

/** Degrees east of a place where the map has it. */
const APART = 0.0017;

/**
 * A Jalon where several people have worked on made-up wells: of two tasks they said three things each, which wait for a
 * reviewer; the third is settled and talked about, the others ask.
 */
export async function openStage(): Promise<Stage<People>> {
  const opened = await emptyStore();
  const { store } = opened;
  let now = new Date(Date.now() - 3_600_000);
  const app = await serve({ store, now: () => now, frontend: join(projectRoot, 'dist/frontend') });
  const plain = testChallenge('wells', { needed: 2 });
  const words = (text: string) => ({ en: text });
  await seedChallenge(store, {
    ...plain,
    sample: true,
    title: words('Wells, sample'),
    description: words('Where there is water to drink, and where the map only thinks so.'),
    instructions: words('Look for a round wall.\nA pump is no well.\nDry wells stay on the map.'),
    noun: words('well'),
  });
  const place = (n: number): [number, number] => [4.3 + n / 50, 50.85];
  for (const n of [1, 2, 3, 4, 5]) await seedTask(store, 'wells', `t${n}`, movedFinding(String(n), place(n)));

  const [first, second, third, reviewer] = [
    await signedInVisitor(app.url, store, [], 'mapper one'),
    await signedInVisitor(app.url, store, [], 'mapper two'),
    await signedInVisitor(app.url, store, [], 'mapper three'),
    await signedInVisitor(app.url, store, [{ role: 'reviewer' }], 'reviewer'),
  ];
  async function posted(person: Visitor, path: string, body: object): Promise<void> {
    const { status, text } = await person.post(`/api/v1${path}`, { requestId: randomUUID(), ...body });
    if (status !== 201) throw new Error(`${path}: ${text}`);
    now = new Date(now.getTime() + 61_000);
    await settle(store, now);
  }
  const say = (person: Visitor, n: number, answer: object) =>
    posted(person, `/tasks/t${n}/answers`, { factsDigest: `digest-t${n}`, acceptTerms: true, answer });
  const standsAt = (n: number, east: number, comment?: string) => {
    const [lon, lat] = place(n);
    const position = { at: [lon + east, lat], origin: { from: 'observation' } };
    return { say: 'fix', fix: { position }, comment };
  };
  for (const n of [1, 2]) {
    await say(first, n, standsAt(n, APART, 'The wall is round; the pump stands beside it.'));
    await say(second, n, standsAt(n, APART / 2));
    await say(third, n, { say: 'cant-tell', comment: 'Trees hide it on the pictures.' });
  }
  await say(first, 3, standsAt(3, APART));
  await say(second, 3, standsAt(3, APART));
  const { json: offered } = await first.get('/api/v1/tasks/t3/mentionable');
  const other = (offered as readonly Readonly<{ mentioned: string; letter: string | null }>[]).find(
    ({ letter }) => letter === 'B',
  );
  await posted(first, '/tasks/t3/comments', {
    text: `<@${other?.mentioned}> did you see the sign from the street?`,
  });
  await posted(second, '/tasks/t3/comments', { text: 'Yes: it is new, and readable.' });
  now = new Date();
  return {
    address: app.url,
    people: { volunteer: second.cookie, reviewer: reviewer.cookie },
    close: async () => {
      await app.close();
      await opened.close();
    },
  };
}
