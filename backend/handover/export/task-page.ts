import type { Config } from '../../config.ts';
import type { Challenge } from '../../core/challenge/challenge.ts';

/** Where everybody can see a task; null where this installation has no public address. */
export const taskPage =
  ({ publicUrl }: Pick<Config, 'publicUrl'>, { id }: Pick<Challenge, 'id'>) =>
  (task: string): string | null =>
    publicUrl === null ? null : `${publicUrl}/challenges/${id}/task/${task}`;
