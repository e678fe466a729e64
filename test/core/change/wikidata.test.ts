import { describe, expect, it } from 'vitest';
import { toQuickStatements } from '../../../backend/core/change/quick-statements.ts';
import { wikidataStatements } from '../../../backend/core/change/wikidata.ts';
import type { Origin } from '../../../backend/core/licence/licence.ts';
import { challenge, fix, mapped, movedBy, node, position, settled, station, there, way } from './facts.ts';

const item = { ...station, wikidata: 'Q42' };
const reference = (task: string) => ({ url: `https://jalon.example/tasks/${task}`, day: '2026-05-01' });
function linesOf(tasks: Parameters<typeof wikidataStatements>[0], of = challenge) {
  const { statements, permit, leftOut } = wikidataStatements(tasks, of);
  return { lines: toQuickStatements(statements, permit, reference).split('\n').filter(Boolean), leftOut };
}
const moved = (origin: Origin) =>
  settled(
    't1',
    { community: mapped(node(7, item)), discrepancies: [movedBy] },
    fix({ position: { at: there, origin } }),
  );
const ends = 'S854\t"https://jalon.example/tasks/t1"\tS813\t+2026-05-01T00:00:00Z/11';

describe('statements for Wikidata', () => {
  it('say where a volunteer saw it, and which element it is, each with its reference', () => {
    expect(linesOf([moved({ licence: 'observation' })])).toEqual({
      lines: [`Q42\tP11693\t"7"\t${ends}`, `Q42\tP625\t@50.85/4.351\t${ends}`],
      leftOut: 0,
    });
  });

  it('leave out a place that the map’s or the agency’s licence keeps', () => {
    for (const origin of [
      { licence: 'OSM' },
      { licence: 'CC-BY-4.0', attribution: 'the agency' },
    ] as const satisfies readonly Origin[]) {
      const { lines, leftOut } = linesOf([moved(origin)]);
      expect([lines.length, leftOut]).toEqual([1, 1]);
      expect(lines[0]).toContain('P11693');
    }
  });

  it('carry identifiers under their properties, and name a way as one', () => {
    const task = settled(
      't1',
      { community: mapped(way(9, item)), discrepancies: [] },
      fix({
        tags: [
          { key: 'icao', value: ' EBXX ', origin: { licence: 'observation' } },
          { key: 'phone', value: '1', origin: { licence: 'observation' } },
        ],
      }),
    );
    expect(linesOf([task]).lines).toEqual([`Q42\tP10689\t"9"\t${ends}`, `Q42\tP239\t"EBXX"\t${ends}`]);
  });

  it('are none where no item is named, nobody could tell, or it is not certain what stays', () => {
    const facts = { community: mapped(node(7, item)), discrepancies: [] };
    const none = [
      settled('t1', { community: mapped(node(7)), discrepancies: [movedBy] }, fix(position(there))),
      settled('t2', facts, { say: 'cant-tell' }),
      settled('t3', facts, fix({ lifecycle: 'disused' })),
      settled('t4', facts, fix({ keep: 'node/8' })),
    ];
    expect(linesOf(none)).toEqual({ lines: [], leftOut: 0 });
    expect(linesOf([moved({ licence: 'observation' })], { ...challenge, sample: true }).lines).toEqual([]);
  });

  it('hold nothing that would end a value early', () => {
    const facts = { community: mapped(node(7, item)), discrepancies: [] };
    const value = 'EB"\tQ1\tP31\tQ5';
    const task = settled(
      't1',
      facts,
      fix({ tags: [{ key: 'icao', value, origin: { licence: 'observation' } }] }),
    );
    expect(linesOf([task]).lines).toEqual([`Q42\tP11693\t"7"\t${ends}`]);
  });
});
