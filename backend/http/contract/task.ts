import { z } from 'zod';
import { said } from './said.ts';
import { kind, lonLat, outcome, shape, tags, taskState } from './shapes.ts';

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
  kind: z.enum([
    'distance',
    'name',
    'identifier',
    'phone',
    'website',
    'address',
    'class',
    'tag',
    'doubt',
    'settled',
  ]),
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
    .object({
      probability: z.number(),
      distance: z.number().nullable(),
      evidence: z.array(evidence),
      /** Bits that make up the probability beside the evidence; not there in what an earlier version compared. */
      balance: z.object({ prior: z.number(), rivals: z.number() }).optional(),
    })
    .nullable(),
  /** Empty in look-here mode, where `kinds` says what is asked. */
  discrepancies: z.array(discrepancy),
  /** Tags that an added place starts with, with what the licence lets be taken from the official row. */
  suggestedTags: tags,
  factsDigest: z.string(),
  /** ISO 8601: how old each side's data is; null where unknown. */
  officialTime: z.string().nullable(),
  communityTime: z.string().nullable(),
  /** ISO 8601: when its elements were read from the map itself; null: they are as old as `communityTime` says. */
  rereadAt: z.string().nullable(),
  /** The caller's own claim and pending answer, if any. */
  claim: z.object({ until: z.string() }).nullable(),
  answer: said
    .extend({
      id: z.string(),
      state: z.enum(['pending', 'counted']),
      pendingUntil: z.string(),
      /** Whether its edit is this person's to send to the map, or was sent by them: `GET /tasks/:id/upload` has more. */
      upload: z.boolean(),
    })
    .nullable(),
  updatedAt: z.string(),
});
export type TaskView = z.infer<typeof task>;
/** What a map needs to draw a task. */
const pin = z.object({
  id: z.string(),
  challenge: z.string(),
  state: taskState,
  kinds: z.array(kind),
  name: z.string().nullable(),
});
const point = z.object({ type: z.literal('Point'), coordinates: lonLat });

/** GeoJSON, one point a task. In look-here mode the point is the area's centre. */
export const taskCollection = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({ type: z.literal('Feature'), id: z.string(), geometry: point, properties: pin }),
  ),
  /** There were more than the limit: zoom in. */
  truncated: z.boolean(),
});
export type TaskCollection = z.infer<typeof taskCollection>;

/** GeoJSON of a map's window: one point a task, or, where there are too many, one for several with their `count`. */
export const taskWindow = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      geometry: point,
      /** `open`: how many of them still ask for answers. */
      properties: z.union([pin, z.object({ count: z.number(), open: z.number() })]),
    }),
  ),
  /** Tasks in the window; of clusters, those of the cells that it touches, as they were some seconds ago. */
  count: z.number(),
  /** The same by challenge. */
  counts: z.record(z.string(), z.number()),
});
export type TaskWindow = z.infer<typeof taskWindow>;
