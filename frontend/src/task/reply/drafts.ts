import { browserTable } from '../../kept/browser-table.ts';
import { personHere } from '../../person/person-here.ts';
import { type Making, wordsOf } from './making.ts';

/** `account`: whose it is; null: of whoever uses this browser without one, and comes along when they sign in. */
type Kept = Readonly<{ task: string; digest: string; making: Making; account: string | null; at: number }>;
type Facts = Readonly<{ id: string; factsDigest: string }>;

/** Milliseconds between a change and its keeping; and after which nobody comes back to it. */
const SOON = 200;
const STALE = 14 * 86_400_000;

/** Answers in the making: they outlive a reload and a crash. */
const table = browserTable<Kept>('drafts');
let drafts = new Map<string, Kept>();
const due = new Map<string, ReturnType<typeof setTimeout>>();

/** Once, before the first task is shown. */
export const readDrafts: Promise<void> = read();
async function read(): Promise<void> {
  for (const kept of await table.all()) {
    if (Date.now() - kept.at > STALE) write(kept.task);
    else drafts.set(kept.task, kept);
  }
}

const isMine = ({ account }: Kept): boolean => account === null || account === personHere(localStorage).id;

/** What is left of an earlier attempt; null: nothing is. */
export function draftOf({ id, factsDigest }: Facts): Making | null {
  const kept = drafts.get(id);
  if (!kept || !isMine(kept)) return null;
  if (kept.digest === factsDigest) return kept.making;
  const words = wordsOf(kept.making);
  return words.comment ? words : null;
}

/** `null`: nothing is begun. */
export function keepDraft({ id, factsDigest }: Facts, making: Making | null): void {
  if (making === null && !drafts.has(id)) return;
  if (making === null) drafts.delete(id);
  else {
    const { id: person, account } = personHere(localStorage);
    drafts.set(id, {
      task: id,
      digest: factsDigest,
      making,
      account: account ? person : null,
      at: Date.now(),
    });
  }
  clearTimeout(due.get(id));
  due.set(id, setTimeout(write, SOON, id));
}

function write(task: string): void {
  clearTimeout(due.get(task));
  due.delete(task);
  table.change(task, () => drafts.get(task) ?? null);
}

/** Of somebody who is no longer here. */
export async function forgetDrafts(): Promise<void> {
  drafts = new Map([...drafts].filter(([, kept]) => isMine(kept)));
  for (const kept of await table.all()) if (!isMine(kept)) write(kept.task);
}

addEventListener('pagehide', () => {
  for (const task of [...due.keys()]) write(task);
});
