import { describe, expect, it } from 'vitest';
import { rulesFor } from '../../../backend/cli/match/rules.ts';
import { histogram } from '../../../backend/cli/match/words.ts';
import { progressOn } from '../../../backend/cli/progress.ts';
import { warningWords } from '../../../backend/cli/warning-words.ts';
import type { Feature, LonLat, Tags } from '../../../backend/core/feature.ts';

const feature = (id: string, at: LonLat, tags: Tags = {}): Feature => ({ side: 'official', id, at, tags });

describe('the histogram of distances', () => {
  it('has a bar for each range up to the furthest pair, and counts every pair once', () => {
    const bars = histogram([0, 0.5, 1, 60, 60]);
    expect(bars.map(bar => bar.trim().split(/ {2,}/u)[0])).toEqual([
      '0 to 1 m',
      '1 to 2 m',
      '2 to 5 m',
      '5 to 10 m',
      '10 to 25 m',
      '25 to 50 m',
      '50 to 100 m',
    ]);
    expect(bars.map(bar => Number(/ m +(\d+)/u.exec(bar)?.[1]))).toEqual([2, 1, 0, 0, 0, 0, 2]);
    expect(bars[0]).toContain('█'.repeat(40));
  });
  it('is empty without pairs', () => {
    expect(histogram([])).toEqual([]);
  });
});

it('every warning has words with its numbers', () => {
  expect(warningWords({ kind: 'coordinates-look-swapped', rows: 7 })).toContain('7 rows');
  expect(warningWords({ kind: 'far-beyond-the-other-side', side: 'official', kept: 3, cut: 9 })).toContain(
    '9 of its places',
  );
  expect(warningWords({ kind: 'column-taken-as', column: 'NAAM', key: 'name' })).toContain(
    '"NAAM" was taken as name',
  );
  expect(warningWords({ kind: 'shifted-as-a-whole', metres: 62, wind: 'sw' })).toContain(
    '62 m south-west of',
  );
  expect(warningWords({ kind: 'running-numbers', key: 'ref' })).toContain('ref is a running number');
  expect(warningWords({ kind: 'missing-references', elements: 4 })).toContain('4 elements');
});

describe('rules without a challenge', () => {
  const ours = [feature('1', [4, 50], { name: 'A', ref: '1', capacity: '3', phone: '1' })];
  const theirs = [feature('n', [4, 50], { name: 'A', ref: '1', capacity: '3' })];

  it('compare the keys that both sides use, and tell identifiers apart', () => {
    const { rules } = rulesFor(ours, theirs);
    expect(rules).toContainEqual({ kind: 'tags-differ', keys: ['name', 'ref'] });
    expect(rules).toContainEqual({ kind: 'identifier-conflict', keys: ['ref'] });
  });

  it('take their distances from the radius', () => {
    const { rules, match } = rulesFor(ours, theirs, 300);
    expect(match.radius).toBe(300);
    expect(rules).toContainEqual({ kind: 'moved', tolerance: 100 });
    expect(rules).toContainEqual({ kind: 'duplicate', within: 50 });
  });
});

describe('the progress bar', () => {
  const stream = (isTTY: boolean) => {
    const written: string[] = [];
    return {
      written,
      stream: { isTTY, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream,
    };
  };
  it('is drawn on a terminal only', () => {
    const file = stream(false);
    const quiet = progressOn(file.stream);
    quiet.step('Reading')(0.5);
    quiet.end();
    expect(file.written).toEqual([]);
    const terminal = stream(true);
    const bar = progressOn(terminal.stream, () => 1e6);
    bar.step('Reading')(1);
    expect(terminal.written.at(-1)).toContain('100 %');
    bar.end();
    expect(terminal.written.at(-1)).toBe('\r\u001b[K');
  });
});
