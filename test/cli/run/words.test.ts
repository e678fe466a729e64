import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runWords } from '../../../backend/cli/run/words.ts';
import { projectRoot } from '../../../backend/project-root.ts';
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

it('tells what to type to go on with a held one, as every text does', () => {
  const held = { ...run(1), state: 'held', error: 'half of the rows have gone' } as RunRow;
  expect(runWords('Docks', held)).toMatch(/; to go on with it: npm run -s jalon -- run docks --accept$/);
  const folder = join(projectRoot, 'backend');
  const others = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && file !== join('core', 'command-words.ts'))
    .filter(file =>
      /npm run\b.*jalon|\b(?:with it|make one|once|then)[:,] jalon /.test(
        readFileSync(join(folder, file), 'utf8'),
      ),
    );
  expect(others).toEqual([]);
});
