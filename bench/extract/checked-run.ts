import type { Measured } from '../measured-run.ts';

/** The run, if it ended well. @throws Error with what it said last */
export const checkedRun = async (words: string, run: Promise<Measured>): Promise<Measured> => {
  const done = await run;
  if (done.code !== 0) throw new Error(`${words} ended with ${done.code}: ${done.errors.slice(-2000)}`);
  return done;
};
