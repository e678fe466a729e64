import type { Check } from '../doctor.ts';

/** Different characters in a secret that was made by chance; one that was made up by hand, or repeated, has fewer. */
const VARIED = 10;

export function* checkToken(token: string | null): Generator<Check> {
  const what = 'OPERATOR_TOKEN, for the queue board and /metrics';
  if (token === null)
    yield { state: 'optional', what, wayOut: 'set it to a secret: openssl rand -base64 32' };
  else if (new Set(token).size < VARIED)
    yield {
      state: 'wrong',
      what: 'OPERATOR_TOKEN is easy to guess',
      wayOut: 'set it to what this prints: openssl rand -base64 32',
    };
  else yield { state: 'ok', what };
}
