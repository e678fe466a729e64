import { describe, expect, it } from 'vitest';
import { KINDS } from '../../../backend/core/discrepancy/discrepancy.ts';
import { priorityOf, priorityOfKinds } from '../../../backend/core/task/priority.ts';

const moved = (metres: number) => ({ kind: 'moved' as const, metres, tolerance: 100 });

describe('the priority of a task', () => {
  it('is that of what goes wrong most', () => {
    expect(priorityOf({ discrepancies: [] })).toBe(0);
    expect(priorityOf({ discrepancies: [{ kind: 'tags-differ', differences: [] }] })).toBe(0);
    expect(priorityOf({ discrepancies: [{ kind: 'unlisted' }, moved(120)] })).toBe(2);
    expect(priorityOf({ discrepancies: [{ kind: 'missing' }] })).toBe(3);
  });

  it('of a place out of sight is that of one that is not there', () => {
    expect(priorityOf({ discrepancies: [moved(501)] })).toBe(3);
    expect(priorityOf({ discrepancies: [moved(500)] })).toBe(2);
  });

  it('of kinds alone says nothing of distances, and is never higher', () => {
    for (const kind of KINDS) expect(priorityOfKinds([kind])).toBeLessThanOrEqual(3);
    expect(priorityOfKinds(['moved'])).toBe(2);
  });
});
