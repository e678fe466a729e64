import { z } from 'zod';

export const me = z.object({
  id: z.string().nullable(),
  termsAccepted: z.boolean(),
  answers: z.number(),
  undoSeconds: z.number(),
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
