import { z } from 'zod';
import { KEY_SCOPES } from '../../core/policy/policy.ts';
import { givenName } from './shapes.ts';

export const keyScope = z.enum(KEY_SCOPES);

/** A browser that is signed in, or a guest's. Times are ISO 8601. */
export const session = z.object({
  id: z.string(),
  /** What the browser says that it is. */
  agent: z.string().nullable(),
  createdAt: z.string(),
  seenAt: z.string(),
  /** The one that asks. */
  current: z.boolean(),
});
/** The latest used first. */
export const sessionList = z.array(session);
export type SessionView = z.infer<typeof session>;

export const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  /** Its first characters, to tell one from another. */
  start: z.string(),
  scopes: z.array(keyScope),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
});
/** The latest made first. */
export const apiKeyList = z.array(apiKey);
export type ApiKeyView = z.infer<typeof apiKey>;

/** `days`: how long it is good for; null: until it is revoked. */
export const apiKeyRequest = z.object({
  name: givenName(80),
  scopes: z.array(keyScope).min(1).max(KEY_SCOPES.length),
  days: z.number().int().min(1).max(3650).nullable().default(null),
});
/** The only time that the key itself is told. */
export const apiKeyMade = apiKey.extend({ key: z.string() });
export type ApiKeyMade = z.infer<typeof apiKeyMade>;

/** `confirm`: the account's name, so that nobody deletes one by a slip; a guest's: `guest`. */
export const deleteRequest = z.object({ confirm: z.string().max(300) });
