import { describe, expect, it } from 'vitest';
import { throughGate } from '../../../backend/core/change/through-gate.ts';
import { toChanges } from '../../../backend/core/change/to-changes.ts';
import type { Origin } from '../../../backend/core/licence/licence.ts';
import { challenge, fix, mapped, node, position, row, set, settled, there, way } from './facts.ts';

const copied: Origin = { licence: 'CC-BY-4.0', attribution: 'the agency' };
const made = (...tasks: Parameters<typeof toChanges>[0]) => toChanges(tasks, new Map(), challenge).changes;

describe('changes at the licence gate', () => {
  const mine = settled('mine', { community: mapped(node(7)) }, fix({ tags: [set('ref', '1')] }));
  const theirs = settled('theirs', { community: mapped(node(8)) }, fix({ tags: [set('ref', '1', copied)] }));

  it('pass where every value may go, and say what was refused and why where not', () => {
    const { permit, changes, notPossible } = throughGate(made(mine, theirs), challenge);
    expect(changes.map(({ tasks }) => tasks)).toEqual([['mine']]);
    expect(permit.count).toBe(1);
    expect(notPossible).toMatchObject([{ task: 'theirs', reason: 'licence', element: 'node/8' }]);
    expect(notPossible[0]?.detail).toContain('waiver');
  });

  it('pass with the statement of the publisher on file', () => {
    const statements = [
      { licence: 'CC-BY-4.0', to: 'osm', url: 'https://publisher.example/waiver' } as const,
    ];
    const { permit, notPossible } = throughGate(made(mine, theirs), { statements });
    expect(notPossible).toEqual([]);
    expect(permit.attributions).toEqual(['the agency']);
  });

  it('stay behind together: an outline keeps its feature when the new node may not be made', () => {
    const outline = way(5, { amenity: 'fire_station', building: 'yes' });
    const moved = settled('moved', { community: mapped(outline) }, fix(position(there, copied)));
    const { changes, notPossible } = throughGate(made(moved), challenge);
    expect(changes).toEqual([]);
    expect(notPossible).toMatchObject([{ task: 'moved', reason: 'licence' }]);
  });

  it('stay behind with a task that edits the same element', () => {
    const also = settled('also', { community: mapped(node(8)) }, fix({ tags: [set('phone', '1')] }));
    const { changes, notPossible } = throughGate(made(also, theirs), challenge);
    expect(changes).toEqual([]);
    expect(notPossible.map(({ task }) => task)).toEqual(['also', 'theirs']);
  });

  it('number new nodes without gaps', () => {
    const added = (id: string, lon: number, origin?: Origin) =>
      settled(id, { official: row(id) }, fix(position([lon, 50], origin)));
    const { changes } = throughGate(made(added('a', 4, copied), added('b', 5), added('c', 6)), challenge);
    expect(changes.map(({ edit }) => edit.action === 'create' && edit.placeholder)).toEqual([-1, -2]);
  });

  it('of a sample get a permit that is not for production', () => {
    const { changes } = toChanges([mine], new Map(), { ...challenge, sample: true });
    expect(throughGate(changes, challenge).permit.production).toBe(false);
  });
});
