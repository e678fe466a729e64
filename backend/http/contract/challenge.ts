import { z } from 'zod';
import { DIFFICULTIES, TOPICS } from '../../core/challenge/challenge.ts';
import { action } from './me.ts';
import { run } from './run.ts';
import { box, localised } from './shapes.ts';

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
  topic: z.enum(TOPICS).nullable(),
  difficulty: z.enum(DIFFICULTIES).nullable(),
  /** Shown first to everybody. */
  featured: z.boolean(),
  /** By the person who asks, to find it again. */
  saved: z.boolean(),
  /** Answers on each of the last 30 days (UTC), today last, as far as their tasks ask no more. */
  lately: z.array(z.number()),
  /** Seconds that a task takes: the median; null where too few have answered to tell. */
  secondsPerTask: z.number().nullable(),
  sample: z.boolean(),
  /** Values and exact official places may not be copied: tasks show an area only. */
  lookHere: z.boolean(),
  officialAttribution: z.string(),
  officialLicence: z.string(),
  communityAttribution: z.string(),
  answersNeeded: z.number(),
  /** Above 0, at most 1: what a guest's answer counts until a signed-in person's agrees with it. */
  guestWeight: z.number(),
  /** Whose it is; null: the installation's own. */
  organisation: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** What the person who asks may do to it. */
  may: z.array(action),
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
  /** What an edit of the map is called and named after; null: there is nothing of it to edit on OpenStreetMap. */
  changeset: z
    .object({
      comment: z.string(),
      /** Null in look-here mode: the agency's data is no source there. */
      source: z.string().nullable(),
      hashtags: z.array(z.string()),
    })
    .nullable(),
  box: box.nullable(),
  lastRun: run.nullable(),
  /** ISO 8601: when its schedule is due next; null where it has none. */
  nextRunAt: z.string().nullable(),
});
export type ChallengeView = z.infer<typeof challenge>;
/** Sorted by id. */
export const challengeList = z.array(challenge);
