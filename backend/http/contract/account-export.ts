import { z } from 'zod';
import { keyScope } from './account.ts';
import { grantedRole } from './me.ts';

const named = z.object({ id: z.string(), name: z.string() }).nullable();
const person = z.object({ id: z.string(), createdAt: z.string(), termsAcceptedAt: z.string().nullable() });
const role = z.object({ id: z.string(), role: grantedRole, organisation: named, createdAt: z.string() });

/**
 * Everything that is kept of a person. Times are ISO 8601. Of tokens, keys and cookies the database knows hashes only, which say
 * nothing of anybody; what OpenStreetMap gave is sealed, and only named.
 */
export const accountExport = z.object({
  format: z.literal('jalon-account'),
  version: z.literal(1),
  writtenAt: z.string(),
  person,
  /** Guests whose answers became this person's when they signed in. */
  guests: z.array(person),
  /** Null: a guest. */
  account: z
    .object({
      server: z.string(),
      subject: z.string(),
      name: z.string(),
      /** A token of the server is kept, sealed; `scopes` says what it allows. */
      tokenKept: z.boolean(),
      scopes: z.array(z.string()),
      createdAt: z.string(),
      signedInAt: z.string(),
    })
    .nullable(),
  sessions: z.array(
    z.object({
      id: z.string(),
      agent: z.string().nullable(),
      createdAt: z.string(),
      seenAt: z.string(),
      expiresAt: z.string(),
    }),
  ),
  keys: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      start: z.string(),
      scopes: z.array(keyScope),
      createdAt: z.string(),
      expiresAt: z.string().nullable(),
      lastUsedAt: z.string().nullable(),
    }),
  ),
  roles: z.array(role),
  /** Roles of others that this person gave. */
  rolesGiven: z.array(role),
  teams: z.array(z.object({ id: z.string(), name: z.string(), lead: z.boolean(), joinedAt: z.string() })),
  /** Those that are open; who accepted one is in `audit`. */
  invitationsMade: z.array(
    z.object({
      id: z.string(),
      role: grantedRole.nullable(),
      organisation: named,
      team: named,
      createdAt: z.string(),
      expiresAt: z.string(),
      usesLeft: z.number(),
    }),
  ),
  /** Tasks that they hold. */
  claims: z.array(
    z.object({
      task: z.string(),
      challenge: z.string(),
      since: z.string().nullable(),
      until: z.string(),
    }),
  ),
  /** Accounts under which they upload; a token of each is kept, sealed. */
  uploadAccounts: z.array(
    z.object({
      server: z.string(),
      osmId: z.number(),
      name: z.string(),
      scopes: z.array(z.string()),
      at: z.string(),
    }),
  ),
  /** Challenges that they saved. */
  saved: z.array(z.object({ challenge: z.string(), at: z.string() })),
  answers: z.array(
    z.object({
      id: z.string(),
      task: z.string(),
      challenge: z.string(),
      requestId: z.string(),
      /** As it was given, with where each value comes from. */
      answer: z.looseObject({ say: z.string() }),
      imagery: z.array(z.string()),
      state: z.enum(['pending', 'counted', 'undone', 'superseded']),
      /** When they took the task; null: they answered without holding it. */
      heldSince: z.string().nullable(),
      pendingUntil: z.string(),
      at: z.string(),
    }),
  ),
  /** What they wrote about tasks that were asked no more; whom it mentions is left out. */
  comments: z.array(
    z.object({
      id: z.string(),
      task: z.string(),
      challenge: z.string(),
      requestId: z.string(),
      text: z.string(),
      at: z.string(),
    }),
  ),
  /** Where others mentioned them, as far as they may see it yet. */
  mentions: z.array(z.object({ id: z.number(), task: z.string(), readAt: z.string().nullable() })),
  /** What they did to tasks. */
  taskEvents: z.array(
    z.object({
      id: z.number(),
      task: z.string(),
      at: z.string(),
      event: z.string(),
      fromState: z.string().nullable(),
      toState: z.string(),
      data: z.record(z.string(), z.unknown()),
      run: z.string().nullable(),
    }),
  ),
  runsAskedFor: z.array(
    z.object({ id: z.string(), challenge: z.string(), state: z.string(), requestedAt: z.string() }),
  ),
  uploads: z.array(
    z.object({
      id: z.string(),
      challenge: z.string(),
      requestId: z.string(),
      server: z.string(),
      /** The changeset that it took back. */
      reverts: z.string().nullable(),
      at: z.string(),
    }),
  ),
  /** What they did by their roles, and what others did to them. `by`: `person` is somebody else. */
  audit: z.array(
    z.object({
      id: z.number(),
      at: z.string(),
      by: z.enum(['you', 'person', 'system']),
      action: z.string(),
      scope: z.string(),
      target: z.string().nullable(),
      data: z.record(z.string(), z.unknown()),
      requestId: z.string().nullable(),
    }),
  ),
});
export type AccountExport = z.infer<typeof accountExport>;
