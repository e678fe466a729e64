/**
 * Why the OAuth server gave no answer that can be used. `refused`: it said no, and a later try of the same says no again;
 * `unreachable`: it did not answer, not in time, or not with what was asked for. Neither the message nor the cause holds a
 * code, a token or a verifier.
 */
export class SignInFault extends Error {
  readonly kind: 'refused' | 'unreachable';
  /** OAuth's word for a refusal (`invalid_grant`), or `http-401` where it gave none; null when unreachable. */
  readonly code: string | null;

  constructor(kind: 'refused' | 'unreachable', code: string | null, sentence: string) {
    super(sentence);
    this.name = 'SignInFault';
    this.kind = kind;
    this.code = code;
  }
}
