import { describe, expect, it } from 'vitest';
import { rewired } from '../../../backend/core/change/rewire.ts';
import type { Member, OsmElement } from '../../../backend/core/feature.ts';

const relation = (...members: readonly [string, string][]): OsmElement => ({
  type: 'relation',
  id: 5,
  version: 2,
  tags: { type: 'route' },
  members: members.map(([ref, role]): Member => {
    const [type, id] = ref.split('/');
    return { type: type as 'node', ref: Number(id), role };
  }),
});

describe('a member that gives its place to another element', () => {
  it('gives it in every place and role, and in its order', () =>
    expect(
      rewired(
        relation(['way/1', ''], ['node/12', 'stop'], ['way/2', ''], ['node/12', 'platform']),
        'node/12',
        'way/7',
      ),
    ).toEqual(relation(['way/1', ''], ['way/7', 'stop'], ['way/2', ''], ['way/7', 'platform'])));

  it('leaves where the other has the role already', () =>
    expect(
      rewired(relation(['node/12', 'stop'], ['node/11', 'stop'], ['node/12', 'entry']), 'node/12', 'node/11'),
    ).toEqual(relation(['node/11', 'stop'], ['node/11', 'entry'])));

  it('is nothing where it is no member', () => {
    const other = relation(['way/12', '']);
    expect(rewired(other, 'node/12', 'node/11')).toBe(other);
  });
});
