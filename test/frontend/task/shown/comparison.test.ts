import { describe, expect, it } from 'vitest';
import { comparison } from '../../../../frontend/src/task/shown/comparison.ts';
import { taskOf } from '../task-of.ts';

describe('the comparison of a task', () => {
  it('puts names and numbers before the rest, and marks what differs', () => {
    const rows = comparison(taskOf()).rows;
    expect(rows.map(({ key, differs }) => [key, differs])).toEqual([
      ['name', false],
      ['phone', true],
      ['aeroway', true],
    ]);
  });

  it('takes two ways to write one phone number for the same', () => {
    const task = taskOf();
    const community = { ...task.community!, tags: { phone: '+32-555 10' } };
    const rows = comparison({ ...task, community }).rows;
    expect(rows.find(({ key }) => key === 'phone')?.differs).toBe(false);
  });

  it('marks a value that the map lacks only when the rules ask about it', () => {
    const task = taskOf({ discrepancies: [] });
    const official = { ...task.official!, tags: { ...task.official!.tags, fax: '1' } };
    expect(comparison({ ...task, official }).rows.find(({ key }) => key === 'fax')?.differs).toBe(false);
    const asked = taskOf({
      discrepancies: [{ kind: 'tags-differ', differences: [{ key: 'fax', official: '1', community: null }] }],
    });
    expect(comparison({ ...asked, official }).rows.find(({ key }) => key === 'fax')?.differs).toBe(true);
  });

  it('shows the class that the agency says by the tags that stand for it', () => {
    const task = taskOf({
      discrepancies: [{ kind: 'misclassified', official: 'airstrip', community: 'airport' }],
    });
    const official = { ...task.official!, tags: { name: 'Fielding' } };
    const { rows } = comparison({ ...task, official }, id => ({ aeroway: id }), new Set(['aeroway']));
    expect(rows.find(({ key }) => key === 'aeroway')).toMatchObject({
      values: ['airstrip', task.community!.tags['aeroway']],
      differs: true,
    });
  });
});
