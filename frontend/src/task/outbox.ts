import type { AnswerRequest } from '../../../backend/http/contract/answer.ts';
import type { Keeper } from '../keeper.ts';
import type { PersonHere } from '../person-here.ts';

/**
 * An answer that could not be sent yet. It keeps its `requestId`, so that it counts once however often it is sent; `person` is
 * whose it is: null for a visitor, whom the server does not know before the first answer.
 */
export type Waiting = Readonly<{
  task: string;
  challenge: string;
  request: AnswerRequest;
  person: string | null;
}>;
const STORED = 'jalon.outbox';

export function waiting(keeper: Keeper): readonly Waiting[] {
  try {
    const kept: unknown = JSON.parse(keeper.getItem(STORED) ?? '[]');
    if (!Array.isArray(kept)) return [];
    // Before there were accounts, every answer was a visitor's.
    return (kept as (Omit<Waiting, 'person'> & Partial<Waiting>)[]).map(one => ({
      ...one,
      person: one.person ?? null,
    }));
  } catch {
    return [];
  }
}

const store = (keeper: Keeper, answers: readonly Waiting[]): void =>
  keeper.setItem(STORED, JSON.stringify(answers));

export function keep(keeper: Keeper, answer: Waiting): void {
  const others = waiting(keeper).filter(({ request }) => request.requestId !== answer.request.requestId);
  store(keeper, [...others, answer]);
}

function forget(keeper: Keeper, requestId: string): void {
  store(
    keeper,
    waiting(keeper).filter(({ request }) => request.requestId !== requestId),
  );
}

/** A visitor becomes the guest of the same browser by the first answer that arrives; who signs in says so on that page. */
const isOf = ({ person }: Waiting, here: PersonHere): boolean =>
  person === null ? !here.account : person === here.id;

/** What waits of whoever uses this browser now, oldest first. */
export const waitingOf = (keeper: Keeper, here: PersonHere): readonly Waiting[] =>
  waiting(keeper).filter(answer => isOf(answer, here));

/** The guest of this browser has become this account, and takes along what waits. */
export function handOver(keeper: Keeper, from: PersonHere, to: string): void {
  store(
    keeper,
    waiting(keeper).map(answer => (isOf(answer, from) ? { ...answer, person: to } : answer)),
  );
}

/** What waits of somebody who has gone is never sent. */
export function dropOf(keeper: Keeper, gone: PersonHere): void {
  store(
    keeper,
    waiting(keeper).filter(answer => !isOf(answer, gone)),
  );
}

type Post = Readonly<{
  /** Asked before each answer: somebody may sign in meanwhile, in another tab. */
  here: () => PersonHere;
  send: (answer: Waiting) => Promise<unknown>;
  /** Whether the server may take the same answer later. */
  isNotYet: (cause: unknown) => boolean;
  /** Whether the next answer may fare better all the same. */
  isOfThisAlone: (cause: unknown) => boolean;
  refused: (answer: Waiting, cause: unknown) => void;
}>;

/**
 * Sends what waits of the person who is here, oldest first, and answers with why some of it still waits; null: nothing does.
 * What the server refuses for good is forgotten and handed to `refused`.
 */
export async function sendWaiting(keeper: Keeper, post: Post): Promise<unknown> {
  let why: unknown = null;
  for (const answer of waiting(keeper)) {
    if (!isOf(answer, post.here())) continue;
    try {
      await post.send(answer);
    } catch (cause) {
      if (post.isNotYet(cause)) {
        why ??= cause;
        if (post.isOfThisAlone(cause)) continue;
        return cause;
      }
      post.refused(answer, cause);
    }
    forget(keeper, answer.request.requestId);
  }
  return why;
}
