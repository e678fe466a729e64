import { expect, it } from 'vitest';
import { runWords } from '../../../backend/cli/run/words.ts';
import type { RunRow } from '../../../backend/store/runs/runs.ts';

const run = (rows: number) =>
  ({
    state: 'done',
    error: null,
    challenge_id: 'docks',
    summary: {
      community: { format: 'GeoJSON', rows, features: rows, rejected: {}, warnings: [] },
    },
  }) as unknown as RunRow;

it('says that nothing in the community file passes the filter', () => {
  const note = 'note: nothing in it passes the filter; is it the right file? --filter names another filter';
  expect(runWords('Docks', run(0))).toContain(note);
  expect(runWords('Docks', run(1))).not.toContain('note:');
});
