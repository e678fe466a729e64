import { createHash, randomBytes } from 'node:crypto';

/** Of a session, an API key, a link: 256 bits. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** Hex SHA-256: all that the database knows of a token. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
