import type { AnswerRequest } from '../../../../backend/http/contract/answer.ts';
import type { Table } from '../../kept/table.ts';
import { isOf } from '../../kept/whose.ts';
import type { PersonHere } from '../../person/person-here.ts';
import type { Making } from '../reply/making.ts';

/**
 * An answer on its way. It keeps its `requestId`, so that it counts once however often it is sent; `person` is whose it is.
 * Nothing but these rows says what has to be sent: each goes through here, and leaves when the server has spoken.
 */
export type Waiting = Readonly<{
  task: string;
  challenge: string;
  request: AnswerRequest;
  person: string | null;
  /** Milliseconds since 1970; the oldest goes first. */
  at: number;
  /** What it was made of, for whoever has to go on with it. Not there in what an earlier version kept. */
  making?: Making;
  /** It may have arrived. */
  tried?: true;
  /** Taken back after it may have arrived: it is sent once more for its receipt, and then taken back there. */
  withdrawn?: true;
  /** Its id on the server. */
  receipt?: string;
}>;
export type Outbox = Table<Waiting>;

const inOrder = (a: Waiting, b: Waiting): number =>
  a.at - b.at || (a.request.requestId < b.request.requestId ? -1 : 1);
const everything = async (box: Outbox): Promise<Waiting[]> => [...(await box.all())].sort(inOrder);

export const keep = async (box: Outbox, answer: Waiting): Promise<void> => {
  await box.change(answer.request.requestId, kept => kept ?? answer);
};

/** What waits of whoever uses this browser now, oldest first. */
export const waitingOf = async (box: Outbox, here: PersonHere): Promise<readonly Waiting[]> =>
  (await everything(box)).filter(answer => isOf(answer, here));

/**
 * Takes an answer back, wherever it is by now. What was never tried is gone at once.
 * @param receipt its id on the server, where that is known
 */
export async function takeBack(box: Outbox, answer: Waiting, receipt?: string): Promise<void> {
  await box.change(answer.request.requestId, kept => {
    if (kept && !kept.tried) return null;
    return { ...answer, ...kept, ...(receipt ? { receipt } : {}), tried: true, withdrawn: true };
  });
}

/** The guest of this browser has become this account, and takes along what waits. */
export async function handOver(box: Outbox, from: PersonHere, to: string): Promise<void> {
  for (const { request } of await waitingOf(box, from))
    await box.change(request.requestId, kept => kept && { ...kept, person: to });
}

/** What waits of somebody who has gone is never sent. */
export async function dropOf(box: Outbox, gone: PersonHere): Promise<void> {
  for (const { request } of await waitingOf(box, gone)) await box.change(request.requestId, () => null);
}

export type Post = Readonly<{
  /** Asked before each answer: somebody may sign in meanwhile, in another tab. */
  here: () => PersonHere;
  /** @returns its id on the server; the same for the same `requestId` */
  send: (answer: Waiting) => Promise<string>;
  /** Does no harm twice. */
  undo: (receipt: string) => Promise<unknown>;
  /** Whether the server may take the same answer later. */
  isNotYet: (cause: unknown) => boolean;
  /** Whether the next answer may fare better all the same. */
  isOfThisAlone: (cause: unknown) => boolean;
  refused: (answer: Waiting, cause: unknown) => void;
}>;

/**
 * Sends what waits of the person who is here, oldest first, and answers with why some of it still waits; null: nothing does.
 * What the server refuses for good is forgotten and handed to `refused`. Several at once do no harm, but send in vain.
 */
export async function sendWaiting(box: Outbox, post: Post): Promise<unknown> {
  let why: unknown = null;
  /** Tasks of which something waits: what comes later about them waits, too. */
  const held = new Set<string>();
  for (const { request, task } of await everything(box)) {
    if (held.has(task)) continue;
    const row = await box.change(request.requestId, kept =>
      kept && isOf(kept, post.here()) ? { ...kept, tried: true } : kept,
    );
    if (!row || !isOf(row, post.here())) continue;
    try {
      await sendOne(box, post, row);
    } catch (cause) {
      if (!post.isNotYet(cause)) {
        await box.change(request.requestId, () => null);
        post.refused(row, cause);
        continue;
      }
      why ??= cause;
      if (!post.isOfThisAlone(cause)) return cause;
      held.add(task);
    }
  }
  return why;
}

async function sendOne(box: Outbox, post: Post, row: Waiting): Promise<void> {
  const { requestId } = row.request;
  const receipt = row.receipt ?? (await post.send(row));
  const withdrawn = await box.change(requestId, kept => (kept?.withdrawn ? { ...kept, receipt } : null));
  if (!withdrawn) return;
  await post.undo(receipt);
  await box.change(requestId, () => null);
}
