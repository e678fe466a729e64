import type { Problem } from './contract/problem.ts';

/** A request that is turned down, in words for the person who made it. Becomes RFC 9457 problem details. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly extra: Readonly<Partial<Pick<Problem, 'errors' | 'task'>>>;
  constructor(
    status: number,
    code: string,
    title: string,
    detail = '',
    extra: Partial<Pick<Problem, 'errors' | 'task'>> = {},
  ) {
    super(detail);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.title = title;
    this.extra = extra;
  }
}

/** `what` with its article: "The challenge". */
export const notFound = (what: string): Refusal =>
  new Refusal(
    404,
    'not-found',
    `${what} does not exist`,
    'It may have been removed, or the address is wrong.',
  );

export const tooLarge = (): Refusal =>
  new Refusal(413, 'too-large', 'The body is too large', 'A body has 256 kB at most.');

export const notJson = (): Refusal =>
  new Refusal(415, 'not-json', 'The body is not JSON', 'Send it as application/json, in UTF-8.');

/** The body of a refusal. `type` is a relative reference: the words are in docs/api.md. */
export function problemOf(refusal: Refusal, instance: string): Problem {
  return {
    type: `/problems/${refusal.code}`,
    title: refusal.title,
    status: refusal.status,
    ...(refusal.message && { detail: refusal.message }),
    instance,
    code: refusal.code,
    ...refusal.extra,
  };
}
