import { z } from 'zod';
import { LANGUAGES } from '../../core/challenge/localised.ts';
import { KINDS } from '../../core/discrepancy/discrepancy.ts';
import { cleanName } from '../../core/name.ts';
import { STATES } from '../../core/task/task.ts';

export const lonLat = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
export const box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
/** In at least one language. */
export const localised = z.partialRecord(z.enum(LANGUAGES), z.string());
export const tags = z.record(z.string(), z.string());
export const shape = z.object({ type: z.string(), coordinates: z.array(z.unknown()) });
export const kind = z.enum(KINDS);
/** claimed: whoever asks holds it. */
export const taskState = z.enum([...STATES, 'claimed']);
export const outcome = z.enum(['fixed', 'not-an-issue', 'already-fixed', 'official-wrong', 'cant-tell']);

/** A name that somebody gives: cleaned, so that it can stand beside others. @param most characters of it */
export const givenName = (most: number) =>
  z
    .string()
    .max(1000)
    .transform((text, context) => {
      const name = cleanName(text);
      if (name !== null && [...name].length <= most) return name;
      context.addIssue({
        code: 'custom',
        message: name === null ? 'has something that one can see' : `has at most ${most} characters`,
      });
      return z.NEVER;
    });
