import { z } from 'zod';
import { readBox } from '../../core/read-box.ts';
import { Refusal } from '../refusal.ts';

/**
 * A value by its schema.
 * @throws Refusal 422 that names every place that is wrong, 20 at most
 */
export function parse<T>(schema: z.ZodType<T>, value: unknown, what: 'body' | 'query'): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const errors = read.error.issues
    .slice(0, 20)
    .map(issue => ({ path: issue.path.map(String).join('.').slice(0, 200), message: issue.message }));
  throw new Refusal(
    what === 'query' ? 400 : 422,
    'invalid',
    what === 'query' ? 'The address asks for something it cannot' : 'The body is not as it should be',
    errors
      .map(({ path, message }) => (path ? `${path}: ${message}` : message))
      .join('; ')
      .slice(0, 500),
    { errors },
  );
}

/** A whole number in a query: `limit=500`. */
export const whole = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'is a whole number')
    .transform(Number)
    .pipe(z.number().min(from).max(to));

/** Parts of a comma-separated list, each one of `of`. @param most characters of the whole list */
export const listOf = <T extends string>(of: z.ZodType<T, string>, most = 500) =>
  z
    .string()
    .max(most)
    .transform(text => text.split(',').filter(part => part !== ''))
    .pipe(z.array(of));

/** `W,S,E,N` in degrees; west may be greater than east across the antimeridian. */
export const boxInQuery = z
  .string()
  .max(120)
  .transform((text, context) => {
    const box = readBox(text);
    if (box) return box;
    context.addIssue({ code: 'custom', message: 'is a box: west,south,east,north in degrees' });
    return z.NEVER;
  });
