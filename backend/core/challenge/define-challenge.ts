import type { Challenge } from './challenge.ts';
import { type ChallengeInput, challengeSchema } from './challenge-schema.ts';

/** A challenge that cannot be: one line for each fault, `PATH: REASON`. */
export class ChallengeFault extends Error {
  readonly faults: readonly Readonly<{ path: string; reason: string }>[];

  constructor(id: string, faults: readonly Readonly<{ path: string; reason: string }>[]) {
    super(
      [`The challenge "${id}" is not complete:`, ...faults.map(f => `${f.path}: ${f.reason}`)].join('\n'),
    );
    this.name = 'ChallengeFault';
    this.faults = faults;
  }
}

const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (so, part) =>
      typeof part === 'number' ? `${so}[${part}]` : so === '' ? String(part) : `${so}.${String(part)}`,
    '',
  ) || '(whole)';

/** Reads a challenge of any origin and adds the defaults. Throws ChallengeFault, every fault with its path. */
export const readChallenge = (input: unknown): Challenge => {
  const read = challengeSchema.safeParse(input, {
    error: issue => (issue.input === undefined ? 'is missing' : undefined),
  });
  if (read.success) return read.data;
  const id = (input as { id?: unknown } | null | undefined)?.id;
  throw new ChallengeFault(
    typeof id === 'string' ? id : '?',
    read.error.issues.map(issue => ({ path: pathOf(issue.path), reason: issue.message })),
  );
};

/** A challenge as data, with the defaults added. Throws ChallengeFault where it is not a challenge. */
export const defineChallenge = (input: ChallengeInput): Challenge => readChallenge(input);
