import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { Challenge } from '../../../backend/core/challenge/challenge.ts';
import { toCsv } from '../../../backend/core/change/csv.ts';
import { toGeoJson } from '../../../backend/core/change/geojson.ts';
import { settledRows } from '../../../backend/core/change/settled-rows.ts';
import { type SettledTask, toChanges } from '../../../backend/core/change/to-changes.ts';
import type { LonLat } from '../../../backend/core/feature.ts';
import { gate } from '../../../backend/core/licence/gate.ts';
import { challenge, fix, here, mapped, movedBy, node, position, row, set, settled, there } from './facts.ts';

function rowsOf(settled: readonly SettledTask[], over: Challenge = challenge) {
  const tasks = settled.map(task => ({ ...task, state: 'settled' as const }));
  return settledRows(tasks, toChanges(tasks, new Map(), over), over, 'public-file', 'secret');
}
const geojson = (tasks: readonly SettledTask[], over?: Challenge) => {
  const { rows, permit } = rowsOf(tasks, over);
  return JSON.parse(toGeoJson(rows, permit));
};
const csv = (tasks: readonly SettledTask[], over?: Challenge): Record<string, string>[] => {
  const { rows, permit } = rowsOf(tasks, over);
  return parse(toCsv(rows, permit), { columns: true });
};

const far: LonLat = [4.3777, 50.8777];
const official = row('Z-SECRET', { amenity: 'fire_station', name: 'Secret name' }, far);
const moved = settled(
  'b',
  { official, community: mapped(node(7)), discrepancies: [movedBy] },
  fix({ ...position(there), tags: [set('ref', 'Z1')] }),
);
const kept = settled(
  'a',
  { official, discrepancies: [{ kind: 'missing' }] },
  { say: 'cant-tell', comment: 'no, not Z-SECRET' },
);
const stuck = settled('c', { community: { ...mapped(node(9)), id: '#9' } }, fix({ tags: [set('ref', '1')] }));
const wrong = settled(
  'd',
  { official, community: mapped(node(7)) },
  { say: 'official-wrong', correction: { tags: [set('name', 'Right')] } },
);
const all = [moved, kept, stuck, wrong];

describe('everything that was settled', () => {
  it('has each task with its outcome, kinds and what changes, sorted', () => {
    const { rows } = rowsOf(all);
    expect(rows.map(({ task, outcome, action }) => [task, outcome, action])).toEqual([
      ['a', 'cant-tell', 'none'],
      ['b', 'fixed', 'modify'],
      ['c', 'fixed', 'none'],
      ['d', 'official-wrong', 'correction'],
    ]);
    expect(rows[1]).toMatchObject({
      kinds: ['moved'],
      element: 'node/7',
      officialId: 'Z-SECRET',
      before: { at: here },
      after: { at: there, tags: { ref: 'Z1' } },
    });
    expect(rows[2]?.reason).toContain('needs-an-editor');
    expect(rows[3]).toMatchObject({
      before: { tags: { name: 'Secret name' } },
      after: { tags: { name: 'Right' } },
    });
  });

  it('as GeoJSON says whom to name and how to share it', () => {
    const collection = geojson(all);
    expect(collection).toMatchObject({
      type: 'FeatureCollection',
      attribution: ['© OpenStreetMap contributors'],
      licence: 'ODbL-1.0',
      fictional: false,
    });
    expect(collection.features[1]).toMatchObject({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: there },
      properties: { task: 'b', action: 'modify' },
    });
    expect(JSON.stringify(collection)).not.toContain('"values"');
  });

  it('as CSV comes back as it was', () => {
    const [, second] = csv(all);
    expect(second).toMatchObject({
      task: 'b',
      element: 'node/7',
      official_id: 'Z-SECRET',
      lon: '4.3510000',
      lon_before: '4.3500000',
      tags_after: 'amenity=fire_station\nname=Poste Bressole\nref=Z1',
      attribution: '© OpenStreetMap contributors; ODbL-1.0',
    });
  });

  it.each(['=1+1', '+32 2 1', '-1+1', '@SUM(A1)', '\n1', '＝1+1'])('as CSV is no formula: %j', comment => {
    const [line] = csv([settled('a', {}, { say: 'cant-tell', comment })]);
    expect(line?.['comment']).toBe(`'${comment}`);
  });

  it.each([
    ['\t=1', "'\t'=1"],
    ['\r=1', "'\r'=1"],
    ['seen;=HYPERLINK("http://evil.example")', 'seen;\'=HYPERLINK("http://evil.example")'],
    ['seen; @SUM(A1)', "seen; '@SUM(A1)"],
    ['seen\n+cmd|A1', "seen\n'+cmd|A1"],
    ['+32 2 1;+32 2 2; -5', "'+32 2 1;+32 2 2; -5"],
    ['a-b;c=d;e@f', 'a-b;c=d;e@f'],
  ])('as CSV is none where a sheet cuts it at semicolons, either: %j', (comment, written) => {
    const [line] = csv([settled('a', {}, { say: 'cant-tell', comment })]);
    expect(line?.['comment']).toBe(written);
  });

  it('keeps negative coordinates as numbers', () => {
    const west = settled(
      'a',
      { community: mapped(node(7, undefined, [-4.35, -50.85])) },
      { say: 'cant-tell' },
    );
    expect(csv([west])[0]).toMatchObject({ lon: '-4.3500000', lat: '-50.8500000' });
  });

  it('is not written with a permit that does not cover it', () => {
    const { rows } = rowsOf(all);
    const { permit } = gate([], 'public-file', { statements: [] });
    expect(() => toCsv(rows, permit!)).toThrow('does not cover');
    expect(() => toGeoJson(rows, permit!)).toThrow('does not cover');
  });

  it('of a sample says that it is fictional', () => {
    const fictional = { licence: 'fictional', attribution: 'made up' } as const;
    const sample: Challenge = {
      ...challenge,
      sample: true,
      official: { ...challenge.official, ...fictional },
      community: { ...challenge.community, ...fictional },
    };
    expect(geojson(all, sample).fictional).toBe(true);
    expect(csv(all, sample)[0]?.['attribution']).toContain('fictional');
  });
});

describe('everything that was settled in look-here mode', () => {
  const hidden: Challenge = { ...challenge, official: { licence: 'CC-BY-NC', attribution: 'the agency' } };

  it('holds no official id, value or position, and the area instead', () => {
    const { rows, permit } = rowsOf(all, hidden);
    for (const text of [toGeoJson(rows, permit), toCsv(rows, permit), JSON.stringify(rows)]) {
      expect(text).not.toMatch(/secret/i);
      expect(text).not.toContain('4.3777');
    }
    expect(rows[0]?.at).not.toBeNull();
    expect(rows[0]?.comment).toBe('no, not …');
  });

  it('hides them too where only the file forbids them', () => {
    const statements = [{ licence: 'CC-BY-NC', to: 'osm', url: 'https://publisher.example/yes' } as const];
    expect(JSON.stringify(rowsOf(all, { ...hidden, statements }).rows)).not.toMatch(/secret/i);
  });

  it('leaves out the values of a row that may not go there, and keeps its outcome', () => {
    const copied = settled(
      'x',
      { community: mapped(node(7)) },
      fix({ tags: [set('ref', 'copied', { licence: 'unknown' })] }),
    );
    const { rows } = rowsOf([copied], hidden);
    expect(rows).toMatchObject([{ task: 'x', outcome: 'fixed', element: null, after: null, values: [] }]);
    expect(JSON.stringify(rows)).not.toContain('copied');
  });
});
