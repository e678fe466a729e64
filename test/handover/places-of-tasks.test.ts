import { describe, expect, it } from 'vitest';
import { placesOfTasks } from '../../backend/handover/upload/places-of-tasks.ts';
import { missingFinding, movedFinding, testChallenge } from '../store/seed.ts';

const tasks = [
  { id: 'moved', facts: movedFinding('1', [4, 50]) },
  { id: 'missing', facts: missingFinding('2', [5, 51]) },
];

describe('where tasks are, for the boxes of changesets', () => {
  it('is on both sides', () => {
    const placesOf = placesOfTasks(tasks, testChallenge('wells'));
    expect(placesOf('moved')).toEqual([[4, 50], tasks[0]!.facts.official!.at]);
    expect(placesOf('missing')).toEqual([[5, 51]]);
    expect(placesOf('unknown')).toEqual([]);
  });

  it('is on the map alone where the official data may not be copied', () => {
    const placesOf = placesOfTasks(tasks, testChallenge('hidden', { licence: 'CC-BY-NC' }));
    expect(placesOf('moved')).toEqual([[4, 50]]);
    expect(placesOf('missing')).toEqual([]);
  });
});
