import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { Challenge } from '../../../backend/core/challenge/challenge.ts';
import { correctionsOf } from '../../../backend/core/change/corrections.ts';
import { correctionRows, toCorrectionsCsv } from '../../../backend/core/change/corrections-file.ts';
import type { SettledTask } from '../../../backend/core/change/to-changes.ts';
import { gate } from '../../../backend/core/licence/gate.ts';
import { challenge, fix, here, mapped, movedBy, node, row, set, settled, there } from './facts.ts';

const ofMap = { licence: 'OSM', attribution: '© OpenStreetMap contributors' } as const;
function fileOf(tasks: readonly SettledTask[], over: Challenge = challenge) {
  const { rows, permit } = correctionRows(
    tasks.flatMap(task => correctionsOf(task, ofMap)),
    new Map(tasks.map(({ id, facts }) => [id, { id, facts, people: 2 }])),
    over,
  );
  return toCorrectionsCsv(
    rows,
    permit,
    task => `https://jalon.example/${task}`,
    ref => `https://map.example/${ref}`,
  );
}
const lines = (tasks: readonly SettledTask[], over?: Challenge): Record<string, string>[] =>
  parse(fileOf(tasks, over), { columns: true });

const wrong = (correction: object, comment?: string): SettledTask =>
  settled(
    't1',
    { official: row('Z1', undefined, there), community: mapped(node(7)), discrepancies: [movedBy] },
    { say: 'official-wrong', correction, ...(comment !== undefined && { comment }) },
  );

describe('corrections for the agency', () => {
  it('say what stands where, what is right, why, on whose word and under which terms', () => {
    const [place, name] = lines([wrong({ at: here, tags: [set('name', 'Right')] }, 'seen today')]);
    expect(place).toEqual({
      official_id: 'Z1',
      what: 'position',
      stated: '',
      correct: '',
      stated_lon: '4.3510000',
      stated_lat: '50.8500000',
      correct_lon: '4.3500000',
      correct_lat: '50.8500000',
      metres: '70',
      why: 'moved',
      comment: 'seen today',
      people: '2',
      element: 'https://map.example/node/7',
      page: 'https://jalon.example/t1',
      terms: 'OSM',
      attribution: '© OpenStreetMap contributors; ODbL-1.0',
    });
    expect(name).toMatchObject({
      what: 'name',
      stated: 'Poste Bressole',
      correct: 'Right',
      terms: 'observation',
    });
  });

  it('tell a place that a volunteer put down from the one that the map has', () => {
    expect(lines([wrong({ at: [4.36, 50.86] })])[0]).toMatchObject({ terms: 'observation' });
    expect(lines([wrong({ at: here })])[0]).toMatchObject({ terms: 'OSM' });
  });

  it('have a row for a place that is gone, one for each that is listed twice, and one for a remark', () => {
    const twice = settled(
      't2',
      {
        official: row('Z1'),
        others: [row('Z2'), row('Z3')],
        discrepancies: [{ kind: 'duplicate', side: 'official', others: ['Z2', 'Z3'], metres: 5 }],
      },
      fix({ keep: 'Z1' }),
    );
    expect(lines([wrong({ gone: true }), twice]).map(one => [one['official_id'], one['what']])).toEqual([
      ['Z1', 'no such place, or listed twice'],
      ['Z2', 'no such place, or listed twice'],
      ['Z3', 'no such place, or listed twice'],
    ]);
    expect(lines([wrong({}, '=HYPERLINK("x")')])[0]).toMatchObject({
      what: 'wrong: see why, the comment and the page',
      comment: `'=HYPERLINK("x")`,
    });
  });

  it('name what the agency lacks, with where the map has it, and any key that somebody made up', () => {
    const unlisted = settled(
      't3',
      { community: mapped(node(7)), discrepancies: [{ kind: 'unlisted' }] },
      { say: 'official-wrong' },
    );
    expect(lines([unlisted])[0]).toMatchObject({
      official_id: '',
      what: 'not in your data',
      correct_lon: '4.3500000',
      element: 'https://map.example/node/7',
      terms: 'OSM',
    });
    expect(lines([wrong({ tags: [set('constructor', 'x'), set('toString', 'y')] })])).toMatchObject([
      { what: 'constructor', stated: '', correct: 'x' },
      { what: 'toString', stated: '', correct: 'y' },
    ]);
  });

  it('keep what a volunteer saw where the map’s element may not be named', () => {
    const tasks = [wrong({ tags: [set('name', 'Right')] })];
    const community = { ...challenge.community, licence: 'CC-BY-NC' as const };
    expect(lines(tasks, { ...challenge, community })[0]).toMatchObject({ correct: 'Right', element: '' });
  });

  it('leave out a value whose licence does not let it go there, and say why', () => {
    const origin = { licence: 'CC-BY-NC', attribution: 'a shop' } as const;
    const [line] = lines([wrong({ tags: [{ key: 'name', value: 'Taken', origin }] })]);
    expect(line).toMatchObject({ official_id: 'Z1', what: 'name', correct: '' });
    expect(line!['terms']).toContain('CC-BY-NC');
    expect(fileOf([wrong({ tags: [{ key: 'name', value: 'Taken', origin }] })])).not.toContain('Taken');
  });

  it('do not leave without the permit for them', () => {
    const tasks = [wrong({ at: here })];
    const { rows } = correctionRows(
      tasks.flatMap(task => correctionsOf(task, ofMap)),
      new Map(tasks.map(({ id, facts }) => [id, { id, facts, people: 1 }])),
      challenge,
    );
    const none = gate([], 'agency', { statements: [] }).permit!;
    const write = () =>
      toCorrectionsCsv(
        rows,
        none,
        () => null,
        ref => ref,
      );
    expect(write).toThrow('does not cover');
  });
});
