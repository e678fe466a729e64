import type { Challenge } from './challenge.ts';

/** What a challenge is when it does not say otherwise. */
export const CHALLENGE_DEFAULTS = {
  match: {
    /** metres; two points of one building lie closer, two buildings of one kind in one town mostly do not */
    radius: 300,
    /** keys, beside `ref:*` and the well-known ones */
    identifiers: [],
    /** several community features may be one official one */
    oneToMany: false,
  },
  rules: [
    { kind: 'possible-match' },
    { kind: 'missing' },
    { kind: 'unlisted' },
    /** metres */
    { kind: 'moved', tolerance: 100 },
  ],
  answers: {
    /** agreeing answers */
    needed: 2,
    /** metres; about the length of a building */
    tolerance: 25,
    /** of 1; two guests weigh as much as one signed-in person, who puts a name to what they say */
    guestWeight: 0.5,
  },
} as const satisfies Partial<Challenge>;
