import { createHash, randomBytes } from 'node:crypto';

/** A code verifier of PKCE (RFC 7636, 4.1): 256 random bits in 43 characters. */
export const newVerifier = (): string => randomBytes(32).toString('base64url');

/** Its S256 challenge (RFC 7636, 4.2). */
export const challengeOf = (verifier: string): string =>
  createHash('sha256').update(verifier, 'ascii').digest('base64url');
