import { describe, expect, it } from 'vitest';
import { inputsOf } from '../../../backend/cli/run/inputs.ts';
import type { RunRow } from '../../../backend/store/runs/runs.ts';
import { challengeOf } from '../../whole-run/sources.ts';

const held = (summary: object, accept?: readonly string[]) =>
  ({
    state: 'held',
    inputs: { official: 'a.csv', community: 'b.osm', ...(accept && { accept }) },
    summary,
  }) as unknown as RunRow;
const accepted = (last: RunRow) => inputsOf(challengeOf('c'), { accept: true }, last).accept;

describe('--accept', () => {
  it('takes what the last run saw', () => {
    expect(accepted(held({ official: { hash: 'o' } }))).toEqual(['o']);
    expect(() => accepted({ ...held({}), state: 'done' })).toThrow('there is nothing to accept');
  });

  it('reads what it takes as the held run was told to, and as is told beyond that', () => {
    const last = held({ official: { hash: 'o' } });
    const override = { official: { map: { name: 'NAAM' }, crs: 'EPSG:31370' } };
    const told = (more: object) =>
      inputsOf(challengeOf('c'), { accept: true, ...more }, { ...last, inputs: { ...last.inputs, override } })
        .override;
    expect(told({})).toEqual(override);
    expect(told({ map: ['ref=CODE'] })).toEqual({
      official: { map: { name: 'NAAM', ref: 'CODE' }, crs: 'EPSG:31370' },
    });
    expect(inputsOf(challengeOf('c'), { accept: true }, last).override).toBeUndefined();
  });

  it('takes two sides that were both held after two times, whichever was held first', () => {
    expect(accepted(held({ community: { hash: 'c' } }, ['o']))).toEqual(['o', 'c']);
    expect(accepted(held({ official: { hash: 'o' } }, ['c']))).toEqual(['c', 'o']);
  });
});

describe('a source', () => {
  const community = (text: string) =>
    inputsOf(challengeOf('c'), { official: '/a.csv', community: text }, null).community;

  it('is an address, the map of an area as it is now, or a file', () => {
    expect(community('overpass:LI')).toBe('overpass:LI');
    expect(community('https://maps.example/stops.csv')).toBe('https://maps.example/stops.csv');
    expect(community('/b.osm')).toBe('/b.osm');
    expect(community('b.osm')).toMatch(/^\/.*\/b\.osm$/);
  });
});
