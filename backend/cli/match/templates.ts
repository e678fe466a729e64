import type { Challenge } from '../../core/challenge/challenge.ts';

/** The challenges that come with Jalon, without their samples. Loaded when asked for: to check them takes as long as to read 10,000 rows. */
export const templates = async (): Promise<readonly Challenge[]> =>
  (await import('../../../challenges/bundled.ts')).bundled.filter(({ sample }) => !sample);

/** Their names, for people. */
export const templateWords = async (): Promise<string> => (await templates()).map(({ id }) => id).join(', ');
