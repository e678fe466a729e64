import type { AnswerRequest } from '../../../backend/http/contract/answer.ts';

/** An answer that could not be sent yet. It keeps its `requestId`, so that it counts once however often it is sent. */
export type Waiting = Readonly<{ task: string; challenge: string; request: AnswerRequest }>;
type Keeper = Readonly<{
  getItem: (key: string) => string | null;
  setItem: (key: string, value: string) => void;
}>;
const STORED = 'jalon.outbox';

export function waiting(keeper: Keeper): readonly Waiting[] {
  try {
    const kept: unknown = JSON.parse(keeper.getItem(STORED) ?? '[]');
    return Array.isArray(kept) ? (kept as Waiting[]) : [];
  } catch {
    return [];
  }
}

export function keep(keeper: Keeper, answer: Waiting): void {
  const others = waiting(keeper).filter(({ request }) => request.requestId !== answer.request.requestId);
  keeper.setItem(STORED, JSON.stringify([...others, answer]));
}

function forget(keeper: Keeper, requestId: string): void {
  const others = waiting(keeper).filter(({ request }) => request.requestId !== requestId);
  keeper.setItem(STORED, JSON.stringify(others));
}

/**
 * Sends what waits, oldest first, and answers with how many still wait. What the server refuses is forgotten and handed to
 * `refused`: it would be refused again. What the network loses stays.
 */
export async function sendWaiting(
  keeper: Keeper,
  send: (answer: Waiting) => Promise<unknown>,
  isLost: (cause: unknown) => boolean,
  refused: (answer: Waiting, cause: unknown) => void,
): Promise<number> {
  for (const answer of waiting(keeper)) {
    try {
      await send(answer);
    } catch (cause) {
      if (isLost(cause)) break;
      refused(answer, cause);
    }
    forget(keeper, answer.request.requestId);
  }
  return waiting(keeper).length;
}
