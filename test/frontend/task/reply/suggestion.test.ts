import { describe, expect, it } from 'vitest';
import { suggested, withValue } from '../../../../frontend/src/task/reply/suggestion.ts';
import { taskOf } from '../task-of.ts';

describe('the tags of an added place', () => {
  const task = taskOf({ suggestedTags: { amenity: 'fire_station', name: 'Valbrune' } });

  it('are the agency’s where the agency says so, and the volunteer’s word elsewhere', () => {
    expect(suggested(task)).toEqual({
      amenity: { key: 'amenity', value: 'fire_station', origin: { from: 'observation' } },
      name: { key: 'name', value: 'Valbrune', origin: { from: 'official' } },
    });
  });

  it('become the volunteer’s word when they are changed', () => {
    expect(withValue(task, 'name', 'Valbrune-Nord').origin).toEqual({ from: 'observation' });
  });
});
