import { z } from 'zod';
import { DESTINATIONS, LICENCES } from '../licence/licence.ts';
import { type Challenge, DIFFICULTIES, TOPICS } from './challenge.ts';
import { CHALLENGE_DEFAULTS } from './challenge-defaults.ts';
import { LANGUAGES } from './localised.ts';

const text = z.string().trim().min(1, 'must not be empty');
const localised = z
  .partialRecord(z.enum(LANGUAGES), text)
  .refine(inThem => Object.keys(inThem).length > 0, 'is in no language');
const key = z.string().min(1, 'must not be empty').max(255, 'is longer than OSM allows (255 characters)');
const value = key;
const tags = z.record(key, value);
const metres = z
  .number('is a number of metres')
  .positive('must be more than 0 m')
  .max(100_000, 'is more than 100 km');
const filter = text.describe('`amenity=fire_station`, `aeroway=aerodrome|heliport`, `aeroway=*`');
const licence = z.enum(LICENCES);
const link = z.url({ protocol: /^https?$/, message: 'is not an http(s) address' });

const official = z.strictObject({
  at: text.optional(),
  licence,
  attribution: text,
  id: text.optional(),
  map: z.record(key, text).optional(),
  values: z.record(text, z.record(z.string(), tags)).optional(),
  tags: tags.optional(),
  crs: z
    .string()
    .regex(/^EPSG:\d{4,6}$/, 'is not of the form EPSG:31370')
    .optional(),
  x: text.optional(),
  y: text.optional(),
});

const community = z.strictObject({
  at: text.optional(),
  licence,
  attribution: text,
  filter: z.array(filter).default([]),
});

const classes = z
  .strictObject({
    classes: z
      .array(
        z.strictObject({
          id: text,
          when: z.array(filter).min(1, 'a class needs at least one filter'),
          radius: metres.optional(),
          label: localised.optional(),
          tags: z.record(key, value.nullable()).optional(),
        }),
      )
      .min(1, 'a table of classes needs at least one class'),
    pairs: z.array(z.strictObject({ a: text, b: text, verdict: z.enum(['agrees', 'contradicts']) })),
  })
  .superRefine((table, context) => {
    const known = new Set(table.classes.map(({ id }) => id));
    if (known.size < table.classes.length)
      context.addIssue({ code: 'custom', path: ['classes'], message: 'two classes have the same id' });
    table.pairs.forEach(({ a, b }, at) => {
      for (const id of [a, b])
        if (!known.has(id))
          context.addIssue({
            code: 'custom',
            path: ['pairs', at],
            message: `names "${id}", which is not a class`,
          });
    });
  });

const rule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('missing') }),
  z.strictObject({ kind: z.literal('unlisted') }),
  z.strictObject({
    kind: z.literal('moved'),
    tolerance: z.number('is a number of metres').min(0).max(100_000),
  }),
  z.strictObject({ kind: z.literal('misclassified') }),
  z.strictObject({
    kind: z.literal('tags-differ'),
    keys: z.array(key).min(1, 'needs the keys to compare'),
    fillOnly: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.literal('duplicate'), within: metres }),
  z.strictObject({
    kind: z.literal('identifier-conflict'),
    keys: z.array(key).min(1, 'needs the keys that identify'),
  }),
  z.strictObject({ kind: z.literal('possible-match') }),
]);

const changeset = z.strictObject({
  comment: text.max(255, 'is longer than OSM allows (255 characters)'),
  source: text.max(255, 'is longer than OSM allows (255 characters)'),
  hashtags: z.array(z.string().regex(/^#[^\s#]+$/, 'is not of the form #word')).default([]),
  documentation: link.optional(),
  discussion: link.optional(),
  account: text.optional(),
  capPerDay: z.number().int('is a whole number of edits').positive('must be at least 1').optional(),
  byVolunteers: z.boolean().optional(),
});

const { match, answers } = CHALLENGE_DEFAULTS;

/** What a challenge must look like; absent parts become the defaults. */
export const challengeSchema = z
  .strictObject({
    id: z
      .string()
      .regex(
        /^[a-z][a-z0-9-]{1,62}$/,
        'is 2 to 63 lower-case letters, digits and dashes, beginning with a letter',
      ),
    title: localised,
    description: localised,
    instructions: localised,
    noun: localised,
    topic: z.enum(TOPICS).optional(),
    difficulty: z.enum(DIFFICULTIES).optional(),
    sample: z.boolean().default(false),
    official,
    community,
    match: z
      .strictObject({
        radius: metres.default(match.radius),
        identifiers: z.array(key).default([...match.identifiers]),
        oneToMany: z.boolean().default(match.oneToMany),
      })
      .default({ ...match, identifiers: [...match.identifiers] }),
    classes: classes.optional(),
    rules: z
      .array(rule)
      .min(1, 'a challenge needs at least one rule')
      .default([...CHALLENGE_DEFAULTS.rules]),
    create: z
      .strictObject({ tags: tags.default({}), keys: z.array(key).default([]) })
      .default({ tags: {}, keys: [] }),
    answers: z
      .strictObject({
        needed: z.number().int('is a whole number').min(1).max(9).default(answers.needed),
        tolerance: metres.default(answers.tolerance),
        guestWeight: z
          .number('is a number above 0, at most 1')
          .positive('must be more than 0')
          .max(1, 'must be 1 at most')
          .default(answers.guestWeight),
      })
      .default({ ...answers }),
    changeset,
    statements: z
      .array(
        z.strictObject({
          licence,
          to: z.enum(DESTINATIONS),
          url: link,
          note: text.optional(),
        }),
      )
      .default([]),
  })
  .superRefine((challenge, context) => {
    const kinds = challenge.rules.map(({ kind }) => kind);
    const twice = kinds.find((kind, at) => kinds.indexOf(kind) !== at);
    if (twice)
      context.addIssue({ code: 'custom', path: ['rules'], message: `the rule "${twice}" is there twice` });
    if (kinds.includes('misclassified') && !challenge.classes)
      context.addIssue({
        code: 'custom',
        path: ['classes'],
        message: 'the rule "misclassified" needs a table of classes',
      });
  });

/** What people write: as Challenge, with the parts that have a default left out. */
export type ChallengeInput =
  | Written
  | (Omit<Challenge, 'answers'> & Readonly<{ answers?: Written['answers'] }>);
type Written = z.input<typeof challengeSchema>;
