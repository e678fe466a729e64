import { z } from 'zod';
import { KINDS } from '../core/discrepancy/discrepancy.ts';
import { STATES } from '../core/task/task.ts';

/** Every body that crosses /api/v1. Routes answer with these, the OpenAPI document is made of them, the frontend reads them. */

const lonLat = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
const box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const localised = z.object({ en: z.string(), fr: z.string(), nl: z.string(), de: z.string() });
const tags = z.record(z.string(), z.string());
const shape = z.object({ type: z.string(), coordinates: z.array(z.unknown()) });

export const kind = z.enum(KINDS);
export const taskState = z.enum(STATES);
export const outcome = z.enum(['fixed', 'not-an-issue', 'already-fixed', 'official-wrong', 'cant-tell']);

const warning = z.looseObject({ kind: z.string() });
const sideSummary = z.object({
  format: z.string(),
  hash: z.string(),
  rows: z.number(),
  features: z.number(),
  rejected: z.record(z.string(), z.number()),
  warnings: z.array(warning),
});
export const run = z.object({
  id: z.string(),
  challenge: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'held']),
  step: z.enum(['snapshot', 'compare', 'reconcile', 'done']),
  progress: z.number(),
  error: z.string().nullable(),
  summary: z.object({
    official: sideSummary.optional(),
    community: sideSummary.optional(),
    compared: z
      .object({
        box,
        official: z.number(),
        community: z.number(),
        cutOfficial: z.number(),
        cutCommunity: z.number(),
      })
      .optional(),
    verdicts: z.object({ match: z.number(), possible: z.number(), none: z.number() }).optional(),
    kinds: z.record(z.string(), z.number()).optional(),
    tasks: z
      .object({
        opened: z.number(),
        kept: z.number(),
        changed: z.number(),
        closed: z.number(),
        reopened: z.number(),
        untouched: z.number(),
      })
      .optional(),
    unchanged: z.boolean().optional(),
  }),
  requestedAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});
export type RunView = z.infer<typeof run>;

/** Each task is counted once. */
const counts = z.object({
  total: z.number(),
  /** Still asks for answers. */
  open: z.number(),
  /** An answer is in its undo window. */
  pending: z.number(),
  /** Settled by people, exported and verified included. */
  settled: z.number(),
  /** Closed by newer data, or no longer compared. */
  closed: z.number(),
  /** A reviewer decides. */
  review: z.number(),
});
export const challenge = z.object({
  id: z.string(),
  title: localised,
  description: localised,
  instructions: localised,
  noun: localised,
  sample: z.boolean(),
  /** Values and exact official places may not be copied: tasks show an area only. */
  lookHere: z.boolean(),
  officialAttribution: z.string(),
  officialLicence: z.string(),
  communityAttribution: z.string(),
  answersNeeded: z.number(),
  counts,
  kinds: z.record(z.string(), z.number()),
  /** The classes that `misclassified` names: their words, and the tags of an element that is one. */
  classes: z
    .array(
      z.object({
        id: z.string(),
        label: localised.optional(),
        tags: z.record(z.string(), z.string().nullable()).optional(),
      }),
    )
    .optional(),
  box: box.nullable(),
  lastRun: run.nullable(),
  /** ISO 8601: when its schedule is due next; null where it has none. */
  nextRunAt: z.string().nullable(),
});
export type ChallengeView = z.infer<typeof challenge>;
/** Sorted by id. */
export const challengeList = z.array(challenge);
/** The latest first, 50 at most. */
export const runList = z.array(run);

/** One side of a place as a volunteer may see it. */
export const featureView = z.object({
  id: z.string(),
  at: lonLat,
  shape: shape.nullable(),
  tags,
  /** `https://www.openstreetmap.org/node/1`, only for real elements. */
  url: z.string().nullable(),
});
export type FeatureView = z.infer<typeof featureView>;

const evidence = z.object({
  kind: z.enum(['distance', 'name', 'identifier', 'phone', 'website', 'address', 'class']),
  weight: z.number(),
  measure: z.number(),
  official: z.string().optional(),
  community: z.string().optional(),
  key: z.string().optional(),
});
export const discrepancy = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('missing') }),
  z.object({ kind: z.literal('unlisted') }),
  z.object({ kind: z.literal('moved'), metres: z.number(), tolerance: z.number() }),
  z.object({ kind: z.literal('misclassified'), official: z.string(), community: z.string() }),
  z.object({
    kind: z.literal('tags-differ'),
    differences: z.array(
      z.object({ key: z.string(), official: z.string().nullable(), community: z.string().nullable() }),
    ),
  }),
  z.object({
    kind: z.literal('duplicate'),
    side: z.enum(['official', 'community']),
    others: z.array(z.string()),
    metres: z.number(),
  }),
  z.object({
    kind: z.literal('identifier-conflict'),
    key: z.string(),
    value: z.string(),
    other: z.string(),
    metres: z.number(),
  }),
  z.object({
    kind: z.literal('possible-match'),
    candidate: z.string(),
    probability: z.number(),
    metres: z.number(),
  }),
]);

export const task = z.object({
  id: z.string(),
  challenge: z.string(),
  state: taskState,
  outcome: outcome.nullable(),
  reason: z
    .object({ code: z.string(), data: z.record(z.string(), z.union([z.string(), z.number()])).optional() })
    .nullable(),
  kinds: z.array(kind),
  name: z.string().nullable(),
  /** Null in look-here mode, where `area` is given instead. */
  official: featureView.nullable(),
  community: featureView.nullable(),
  others: z.array(featureView.extend({ side: z.enum(['official', 'community']) })),
  area: z.object({ centre: lonLat, radius: z.number() }).nullable(),
  match: z
    .object({ probability: z.number(), distance: z.number().nullable(), evidence: z.array(evidence) })
    .nullable(),
  /** Empty in look-here mode, where `kinds` says what is asked. */
  discrepancies: z.array(discrepancy),
  /** Tags that an added place starts with, with what the licence lets be taken from the official row. */
  suggestedTags: tags,
  factsDigest: z.string(),
  /** ISO 8601: how old each side's data is; null where unknown. */
  officialTime: z.string().nullable(),
  communityTime: z.string().nullable(),
  /** The caller's own claim and pending answer, if any. */
  claim: z.object({ until: z.string() }).nullable(),
  answer: z
    .object({
      id: z.string(),
      state: z.enum(['pending', 'counted']),
      pendingUntil: z.string(),
      say: z.string(),
    })
    .nullable(),
  updatedAt: z.string(),
});
export type TaskView = z.infer<typeof task>;

/** GeoJSON, one point a task. Properties: id, state, kinds, name. In look-here mode the point is the area's centre. */
export const taskCollection = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      id: z.string(),
      geometry: z.object({ type: z.literal('Point'), coordinates: lonLat }),
      properties: z.object({
        id: z.string(),
        state: taskState,
        kinds: z.array(kind),
        name: z.string().nullable(),
      }),
    }),
  ),
  /** There were more than the limit: zoom in. */
  truncated: z.boolean(),
});
export type TaskCollection = z.infer<typeof taskCollection>;

/** Where a chosen value comes from; the server makes the Origin of it. */
const from = z.discriminatedUnion('from', [
  z.object({ from: z.literal('official') }),
  z.object({ from: z.literal('community') }),
  z.object({ from: z.literal('observation') }),
  z.object({ from: z.literal('imagery'), layer: z.string().max(100) }),
]);
const tagChoice = z.object({
  key: z.string().min(1).max(255),
  value: z.string().min(1).max(255).nullable(),
  origin: from,
});
const comment = z.string().max(2000).optional();
export const answerBody = z.discriminatedUnion('say', [
  z.object({
    say: z.literal('fix'),
    fix: z.object({
      position: z.object({ at: lonLat, origin: from }).optional(),
      tags: z.array(tagChoice).max(200).default([]),
      same: z.boolean().optional(),
      keep: z.string().max(100).optional(),
      lifecycle: z.enum(['disused', 'abandoned', 'demolished', 'removed']).optional(),
    }),
    comment,
  }),
  z.object({ say: z.literal('not-an-issue'), comment }),
  z.object({ say: z.literal('already-fixed'), comment }),
  z.object({
    say: z.literal('official-wrong'),
    correction: z
      .object({
        at: lonLat.optional(),
        tags: z.array(tagChoice).max(200).optional(),
        gone: z.literal(true).optional(),
      })
      .optional(),
    comment,
  }),
  z.object({ say: z.literal('cant-tell'), comment }),
]);
export type AnswerBody = z.infer<typeof answerBody>;

export const answerRequest = z.object({
  /** Made by the browser, once per answer: sending it again answers with the first one's result. */
  requestId: z
    .string()
    .min(8)
    .max(64)
    .regex(/^[\x21-\x7e]+$/, 'is letters, digits and signs'),
  factsDigest: z.string().max(128),
  /** Accepts the contribution terms; asked for with a person's first answer. */
  acceptTerms: z.boolean().default(false),
  imagery: z.array(z.string().max(100)).max(20).default([]),
  answer: answerBody,
});
export type AnswerRequest = z.input<typeof answerRequest>;
export const answerReceipt = z.object({
  id: z.string(),
  task: z.string(),
  state: z.enum(['pending', 'counted', 'undone', 'superseded']),
  pendingUntil: z.string(),
});
export type AnswerReceipt = z.infer<typeof answerReceipt>;

export const nextRequest = z.object({
  near: lonLat.optional(),
  /** Tasks the person skipped in this sitting. */
  skip: z
    .array(
      z
        .string()
        .max(100)
        .regex(/^[^\0]*$/, 'is an id'),
    )
    .max(500)
    .default([]),
  kinds: z.array(kind).optional(),
});
export type NextRequest = z.input<typeof nextRequest>;

/** A lease on a task: renewed by PUT, given back by DELETE, freed when it ends. */
export const claimView = z.object({ task: z.string(), until: z.string() });
export type ClaimView = z.infer<typeof claimView>;
/** A run that was asked for. */
export const runStarted = z.object({ id: z.string() });

export const health = z.object({ status: z.enum(['ok', 'not-ready']) });
export const readiness = health.extend({
  checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string().optional() })),
});

/** osmChange, JOSM's own XML, and two for people and other programs. */
export const exportFormat = z.enum(['osc', 'josm', 'geojson', 'csv']);

export const changeView = z.object({
  tasks: z.array(z.string()),
  action: z.enum(['create', 'modify', 'delete']),
  element: z.string().nullable(),
  at: lonLat.nullable(),
  from: lonLat.nullable(),
  differences: z.array(z.object({ key: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
});
export const changesView = z.object({
  changes: z.array(changeView),
  notPossible: z.array(
    z.object({ task: z.string(), element: z.string().nullable(), reason: z.string(), detail: z.string() }),
  ),
  /** Answers still in their undo window, and when the last of them ends. */
  pending: z.object({ count: z.number(), until: z.string().nullable() }),
  /** Corrections that go to the agency. */
  corrections: z.number(),
});
export type ChangesView = z.infer<typeof changesView>;

export const me = z.object({
  id: z.string().nullable(),
  termsAccepted: z.boolean(),
  answers: z.number(),
  undoSeconds: z.number(),
  /** `{id, name, url, attribution, maxZoom, may}`; the first is the base map. */
  layers: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      url: z.string(),
      attribution: z.string(),
      maxZoom: z.number(),
      imagery: z.boolean(),
      may: z.array(z.string()),
    }),
  ),
});
export type Me = z.infer<typeof me>;

/** RFC 9457. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  /** One word for programs: `facts-changed`, `terms-needed`, `too-late`, … ; `type` ends in it. */
  code: z.string().optional(),
  /** What is wrong in the request, place by place. */
  errors: z
    .array(z.object({ path: z.string(), message: z.string(), code: z.string().optional() }))
    .optional(),
  /** With `facts-changed`: the task as it is now. */
  task: task.optional(),
});
export type Problem = z.infer<typeof problem>;
