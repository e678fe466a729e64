import { z } from 'zod';
import { EDIT_KINDS } from '../../core/changeset/edit-kind.ts';
import { CHANGESET_STATES, HOLDS } from '../../core/changeset/machine.ts';
import { changeView } from './changes.ts';
import { lonLat, taskState } from './shapes.ts';

const box = z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable();
const tags = z.record(z.string(), z.string());

/** `returnTo`: a path of this site, `/` where it is none. What goes wrong comes back there as `?connect=` with a word. */
export const connectRequest = z.object({ returnTo: z.string().max(2000).default('/') });

/** Where changesets go, and as whom. */
export const uploadServer = z.object({
  /** `master.apis.dev.openstreetmap.org` */
  host: z.string(),
  /** The map that everybody uses. */
  production: z.boolean(),
  /** Name of this person's account there, with the leave to write; null where they have not signed in there. */
  account: z.string().nullable(),
  /** Whether this installation is known there: without it nobody can sign in. */
  ready: z.boolean(),
});

export type UploadServer = z.infer<typeof uploadServer>;

/** A changeset as it would go. */
export const plannedChangeset = z.object({
  kind: z.enum(EDIT_KINDS),
  tasks: z.array(z.string()),
  edits: z.number(),
  box,
  tags,
});

export const uploadPlan = z.object({
  server: uploadServer,
  changesets: z.array(plannedChangeset),
  /** Why nothing may go there yet, as codes; empty: it may. `sample`, `documentation`, `discussion`, `account`, `capPerDay`, `other-account`. */
  lacking: z.array(z.string()),
  /** Edits a day that the challenge allows, and those of the last 24 hours. */
  cap: z.object({ perDay: z.number(), sent: z.number() }).nullable(),
  /** What the licences ask to be said: sources named, statements. */
  attributions: z.array(z.string()),
  warnings: z.array(z.string()),
});
export type UploadPlan = z.infer<typeof uploadPlan>;

export const uploadRequest = z.object({
  requestId: z.string().min(8).max(64),
  /** The host that it goes to, as the person was shown it. */
  host: z.string().max(255),
  /** Tasks whose edits go; absent: all of the plan. Tasks that share an edit with others take those along. */
  tasks: z.array(z.string().max(64)).min(1).max(5_000).optional(),
});
export const uploadReceipt = z.object({ id: z.string() });

/** A changeset in a list. */
export const changesetRow = z.object({
  id: z.string(),
  kind: z.enum(EDIT_KINDS),
  state: z.enum(CHANGESET_STATES),
  edits: z.number(),
  tasks: z.number(),
  box,
  /** Its page on the server; null while it has no number there. */
  url: z.string().nullable(),
  /** Why nothing happens just now, in the server's words or `cap`, and until when; null: it is gone on with. */
  waits: z.object({ words: z.string(), until: z.string() }).nullable(),
  /** What the server said where it did not take it. */
  said: z.string().nullable(),
  /** The changeset of ours that it goes on for. */
  follows: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** Elements were read back, and tasks decided. */
  checkedAt: z.string().nullable(),
});

export const uploadView = z.object({
  id: z.string(),
  challenge: z.string(),
  at: z.string(),
  /** Who sends it, for whoever may upload here; null for all others, and once they are gone. */
  person: z.string().nullable(),
  host: z.string(),
  production: z.boolean(),
  /** The changeset of ours that it takes back. */
  reverts: z.string().nullable(),
  /** What a person has to do before it goes on. */
  hold: z
    .object({
      why: z.enum(HOLDS),
      /** What happened and what to do, in sentences. */
      words: z.string(),
      /** What the server said. */
      said: z.string(),
      /** Whether the person who asks can end it by signing in there: they send it, and uploads still go there. */
      signIn: z.boolean(),
    })
    .nullable(),
  cancelled: z.boolean(),
  /** Nothing is left to do. */
  done: z.boolean(),
  /** Edits that are on the map by it, those still to go, and tasks that met a conflict. */
  edits: z.object({ arrived: z.number(), left: z.number() }),
  conflicts: z.number(),
  changesets: z.array(changesetRow),
});
export type UploadView = z.infer<typeof uploadView>;
/** Of a challenge, the last one first. */
export const uploadsView = z.object({ uploads: z.array(uploadView) });
export type UploadsView = z.infer<typeof uploadsView>;

export type ChangesetRowView = z.infer<typeof changesetRow>;

/** An edit of a changeset with what became of it. */
export const changesetEdit = changeView.extend({
  /** The element on the server, once it is known: of a new place the one that it became. */
  ref: z.string().nullable(),
  version: z.number().nullable(),
});
export const changesetTask = z.object({
  id: z.string(),
  name: z.string().nullable(),
  at: lonLat.nullable(),
  state: taskState,
  /**
   * Why it did not go in it, or is asked again; null where there is nothing to say. `code`: as of `notPossible` of the changes, or `server`,
   * `cancelled`, `nothing-left`, `not-fixed-yet`, `came-back`; `words`: what was met, where there is more to say.
   */
  reason: z.object({ code: z.string(), words: z.string().nullable() }).nullable(),
});

/** Everything about one changeset, for whoever wants to look through it. */
export const changesetView = changesetRow.extend({
  upload: z.string(),
  challenge: z.string(),
  host: z.string(),
  production: z.boolean(),
  tags,
  /** Where the challenge was discussed; null where nothing is said about it. */
  discussion: z.string().nullable(),
  /** In the order in which they were sent. */
  list: z.array(changesetEdit),
  about: z.array(changesetTask),
  /** The changeset that this one takes back, and the one that takes this one back. */
  reverts: z.string().nullable(),
  revertedBy: z.string().nullable(),
  may: z.array(z.enum(['revert'])),
});
export type ChangesetView = z.infer<typeof changesetView>;

/** What a revert would do, before it is asked for. */
export const revertPlan = z.object({
  host: z.string(),
  changes: z.array(changeView),
  /** What stays, since somebody else has changed it since. */
  rest: z.array(
    z.object({
      ref: z.string(),
      key: z.string().nullable(),
      why: z.enum(['gone', 'restored', 'changed-since']),
      tasks: z.array(z.string()),
    }),
  ),
});
export type RevertPlan = z.infer<typeof revertPlan>;
/** The edit of one task, for whoever settled it: what it would be, and what became of it. */
export const ownUploadView = z.object({
  /** Null once it was sent, and where it is not theirs to send. */
  plan: uploadPlan.nullable(),
  changes: z.array(changeView),
  /** Why no edit can be made of it just now, in a sentence. */
  notPossible: z.string().nullable(),
  /** Their last upload of it. */
  upload: uploadView.nullable(),
});
export type OwnUploadView = z.infer<typeof ownUploadView>;
/** Tasks that whoever asks has settled and may send themselves; the one that was settled last first, fifty at most. */
export const readyView = z.object({
  tasks: z.array(z.object({ id: z.string(), challenge: z.string(), name: z.string().nullable() })),
});
export type ReadyView = z.infer<typeof readyView>;

export const revertRequest = uploadRequest.pick({ requestId: true, host: true });
