import { z } from 'zod';
import { ACTIONS, GRANTED } from '../../core/policy/policy.ts';

export const action = z.enum(ACTIONS as readonly [(typeof ACTIONS)[number], ...(typeof ACTIONS)[number][]]);
export const grantedRole = z.enum(GRANTED);

/** A role that was given. `id`: to give it back by; `organisation`: null for the whole installation. */
const roleHeld = z.object({
  id: z.string(),
  role: grantedRole,
  organisation: z.object({ id: z.string(), name: z.string() }).nullable(),
});

export const me = z.object({
  id: z.string().nullable(),
  termsAccepted: z.boolean(),
  answers: z.number(),
  /** Comments that mention this person and were not read yet. */
  mentions: z.number(),
  /** Null: not signed in. `server`: address of the OpenStreetMap server, or `here` for the local account of this computer. */
  account: z.object({ name: z.string(), server: z.string() }).nullable(),
  roles: z.array(roleHeld),
  /** What this person may do to the installation itself; to a challenge: its own `may`. */
  may: z.array(action),
  /** How one can sign in here. `osm`: address of the OpenStreetMap server; `here`: by a link that Jalon prints where it runs. */
  signIn: z.object({ osm: z.string().nullable(), here: z.boolean() }),
  undoSeconds: z.number(),
  /** Where editors of the map are: pages, and for `josm` its remote control; null: not offered. */
  editors: z.object({
    id: z.string().nullable(),
    josm: z.string().nullable(),
    rapid: z.string().nullable(),
    level0: z.string().nullable(),
  }),
  /** What the map can draw; the first is the base map. `imagery`: aerial pictures; `may`: where values traced from it may go. */
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
