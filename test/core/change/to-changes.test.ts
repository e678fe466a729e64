import { describe, expect, it } from 'vitest';
import type { Challenge } from '../../../backend/core/challenge/challenge.ts';
import { changesProblems } from '../../../backend/core/change/check-edit.ts';
import { type SettledTask, toChanges } from '../../../backend/core/change/to-changes.ts';
import type { OsmElement } from '../../../backend/core/feature.ts';
import {
  agency,
  bare,
  challenge,
  fix,
  here,
  mapped,
  movedBy,
  node,
  position,
  row,
  set,
  settled,
  station,
  there,
  way,
} from './facts.ts';

type Known = Readonly<{
  elements?: Readonly<Record<string, OsmElement | 'gone'>>;
  usedBy?: Readonly<Record<string, readonly string[]>>;
  challenge?: Challenge;
}>;
function changesOf(tasks: readonly SettledTask[], known: Known = {}) {
  const made = toChanges(
    tasks,
    new Map(Object.entries(known.elements ?? {})),
    known.challenge ?? challenge,
    new Map(Object.entries(known.usedBy ?? {})),
  );
  expect(changesProblems(made.changes)).toEqual([]);
  return { ...made, edits: made.changes.map(({ edit }) => edit) };
}
const nothingMade = { changes: [], corrections: [] };

describe('a node that stands elsewhere', () => {
  const moved = settled('t1', { community: mapped(node(7)), discrepancies: [movedBy] }, fix(position(there)));

  it('is moved, and keeps everything else', () => {
    const { changes, notPossible, needs } = changesOf([moved]);
    expect(notPossible).toEqual([]);
    expect(needs).toEqual([]);
    expect(changes).toEqual([
      {
        tasks: ['t1'],
        edit: { action: 'modify', before: node(7), after: node(7, station, there) },
        values: [{ key: '@position', value: '4.3510000,50.8500000', origin: { licence: 'observation' } }],
      },
    ]);
  });

  it('needs its state where the source does not carry it, and takes it from what was read', () => {
    const unread = { ...moved, facts: { ...moved.facts, community: bare(node(7)) } };
    const unknown = changesOf([unread]);
    expect(unknown).toMatchObject({ ...nothingMade, needs: ['node/7'] });
    expect(unknown.notPossible).toMatchObject([
      { task: 't1', element: 'node/7', reason: 'element-state-unknown' },
    ]);
    expect(changesOf([unread], { elements: { 'node/7': node(7) } }).edits).toEqual([
      { action: 'modify', before: node(7), after: node(7, station, there) },
    ]);
  });

  it('is not edited when it was deleted meanwhile, even if the facts still carry it', () => {
    const { notPossible } = changesOf([moved], { elements: { 'node/7': 'gone' } });
    expect(notPossible).toMatchObject([{ task: 't1', reason: 'element-gone' }]);
  });

  it('leaves a corner of a way where it is: its feature goes to a new node', () => {
    const corner = node(7, { ...station, entrance: 'yes' });
    const { edits } = changesOf(
      [settled('t1', { community: mapped(corner), discrepancies: [movedBy] }, fix(position(there)))],
      { usedBy: { 'node/7': ['way/1'] } },
    );
    expect(edits).toEqual([
      { action: 'create', placeholder: -1, at: there, tags: station },
      { action: 'modify', before: corner, after: node(7, { entrance: 'yes' }) },
    ]);
  });

  it('needs an editor when a relation holds it as a member', () => {
    expect(changesOf([moved], { usedBy: { 'node/7': ['relation/5'] } }).notPossible).toMatchObject([
      { reason: 'needs-an-editor' },
    ]);
  });

  it('that is there already is nothing to change', () => {
    const close = settled('t1', { community: mapped(node(7)) }, fix(position([here[0] + 3e-6, here[1]])));
    expect(changesOf([close])).toMatchObject({
      ...nothingMade,
      notPossible: [{ reason: 'nothing-to-change' }],
    });
  });
});

describe('what others did since the volunteer looked', () => {
  const renamed = (value: string | null) =>
    settled('t1', { community: mapped(node(7)) }, fix({ tags: [set('name', value)] }));
  const newer = (tags: Record<string, string>, at = here) => node(7, tags, at, 9);

  it('is kept where it does not concern the answer', () => {
    const now = newer({ ...station, phone: '+32 2 1' }, there);
    expect(changesOf([renamed('New')], { elements: { 'node/7': now } }).edits).toEqual([
      { action: 'modify', before: now, after: { ...now, tags: { ...now.tags, name: 'New' } } },
    ]);
  });

  it('is a conflict where it changed the same key to something else, with all three versions in words', () => {
    const { notPossible } = changesOf([renamed('New')], {
      elements: { 'node/7': newer({ ...station, name: 'Other' }) },
    });
    expect(notPossible).toMatchObject([{ reason: 'conflict', element: 'node/7' }]);
    for (const words of ['Poste Bressole', 'Other', 'New']) expect(notPossible[0]?.detail).toContain(words);
  });

  it('is no conflict where it did what was answered', () => {
    const { notPossible } = changesOf([renamed('New')], {
      elements: { 'node/7': newer({ ...station, name: 'New' }) },
    });
    expect(notPossible).toMatchObject([{ reason: 'nothing-to-change' }]);
  });

  it('is a conflict where the element is no longer what was looked at', () => {
    const { notPossible } = changesOf([renamed('New')], {
      elements: { 'node/7': newer({ amenity: 'cafe', name: 'Poste Bressole' }) },
    });
    expect(notPossible).toMatchObject([{ reason: 'conflict' }]);
  });

  it('is a conflict where it moved the node elsewhere too, and none where it nudged it', () => {
    const moved = settled('t1', { community: mapped(node(7)) }, fix(position(there)));
    const elsewhere = { 'node/7': newer(station, [4.36, 50.86]) };
    expect(changesOf([moved], { elements: elsewhere }).notPossible).toMatchObject([{ reason: 'conflict' }]);
    const nudged = { 'node/7': newer(station, [here[0] + 2e-6, here[1]]) };
    expect(changesOf([moved], { elements: nudged }).edits).toMatchObject([
      { after: { at: there, version: 9 } },
    ]);
  });

  it('does not count when it is older than what the facts carry', () => {
    const old = node(7, { ...station, name: 'Long ago' }, here, 1);
    expect(changesOf([renamed('New')], { elements: { 'node/7': old } }).edits).toMatchObject([
      { before: { version: 3 }, after: { tags: { name: 'New' } } },
    ]);
  });
});

describe('a missing place', () => {
  const missing = (answer: ReturnType<typeof fix>, id = 't1') =>
    settled(id, { official: row('Z1'), discrepancies: [{ kind: 'missing' }] }, answer);

  it('becomes a node with the tags of the challenge and of the answer', () => {
    const { changes } = changesOf([
      missing(
        fix({
          ...position(there, agency),
          tags: [set('name', ' Poste Bressole ', agency), set('ref', null)],
        }),
      ),
    ]);
    expect(changes).toEqual([
      {
        tasks: ['t1'],
        edit: { action: 'create', placeholder: -1, at: there, tags: station },
        values: [
          { key: 'amenity', value: 'fire_station', origin: { licence: 'observation' } },
          { key: 'name', value: 'Poste Bressole', origin: agency },
          { key: '@position', value: '4.3510000,50.8500000', origin: agency },
        ],
      },
    ]);
  });

  it('is not added without a position, nor off the Earth', () => {
    expect(changesOf([missing(fix({ tags: [set('name', 'X')] }))]).notPossible).toMatchObject([
      { reason: 'invalid-value' },
    ]);
    expect(changesOf([missing(fix(position([4, 91])))]).notPossible).toMatchObject([
      { reason: 'invalid-value' },
    ]);
  });

  it('is added once when two tasks add it in the same spot with the same tags', () => {
    const { changes } = changesOf([missing(fix(position(there)), 'b'), missing(fix(position(there)), 'a')]);
    expect(changes.map(({ tasks }) => tasks)).toEqual([['a', 'b']]);
  });

  it('refuses values that OSM does not take, with words', () => {
    for (const [key, value, words] of [
      ['name', 'x'.repeat(256), '256 characters'],
      ['name', '  ', 'empty'],
      ['name', 'a\u0000b', 'does not take'],
      ['k'.repeat(256), 'x', '256 characters'],
      ['@id', 'x', 'not an OSM key'],
    ] as const) {
      const { notPossible } = changesOf([missing(fix({ ...position(there), tags: [set(key, value)] }))]);
      expect(notPossible).toMatchObject([{ reason: 'invalid-value' }]);
      expect(notPossible[0]?.detail).toContain(words);
    }
  });

  it('counts Unicode characters: 255 of two code units each are allowed', () => {
    const name = '🚒'.repeat(255);
    expect(changesOf([missing(fix({ ...position(there), tags: [set('name', name)] }))]).changes).toHaveLength(
      1,
    );
  });
});

describe('an outline that stands elsewhere', () => {
  const outline = way(5, { ...station, building: 'yes', 'addr:street': 'Rue', height: '9' });
  const moved = (element: OsmElement, at = there, more: Parameters<typeof fix>[0] = {}) =>
    settled(
      't1',
      { community: mapped(element), discrepancies: [movedBy] },
      fix({ ...position(at), ...more }),
    );

  it('stays a building where it is, and its feature goes to a new node', () => {
    const { changes } = changesOf([moved(outline, there, { tags: [set('phone', '+32 2 1')] })]);
    expect(changes.map(({ edit }) => edit)).toEqual([
      { action: 'create', placeholder: -1, at: there, tags: { ...station, phone: '+32 2 1' } },
      {
        action: 'modify',
        before: outline,
        after: way(5, { building: 'yes', 'addr:street': 'Rue', height: '9' }),
      },
    ]);
    expect(changes[0]?.values.find(({ key }) => key === 'name')?.origin.licence).toBe('OSM');
  });

  it('is right where it is when the volunteer puts the place within the tolerance of it', () => {
    expect(changesOf([moved(outline, [4.3502, 50.85])]).notPossible).toMatchObject([
      { reason: 'nothing-to-change' },
    ]);
  });

  it('needs an editor when nothing would be left of it', () => {
    expect(changesOf([moved(way(5))])).toMatchObject({
      ...nothingMade,
      notPossible: [{ reason: 'needs-an-editor', element: 'way/5' }],
    });
  });

  it('is moved whole or not at all', () => {
    // Another task keeps the name on the outline, so it cannot be taken off: then nothing is added either.
    const keeps = settled('t0', { community: mapped(outline) }, fix({ tags: [set('name', 'Kept')] }));
    const { edits, notPossible } = changesOf([keeps, moved(outline)]);
    expect(edits).toMatchObject([{ action: 'modify', after: { tags: { name: 'Kept' } } }]);
    expect(notPossible).toMatchObject([{ task: 't1', reason: 'conflict' }]);
  });
});

describe('duplicates', () => {
  const kept = node(7, { amenity: 'fire_station', name: 'Kept' });
  const other = node(8, { amenity: 'fire_station', name: 'Other', phone: '+32 2 1', source: 'survey' });
  const twice = (keep: string, a: OsmElement = kept, b: OsmElement = other) =>
    settled(
      't1',
      {
        community: mapped(a),
        others: [mapped(b)],
        discrepancies: [{ kind: 'duplicate', side: 'community', others: [`${b.type}/${b.id}`], metres: 5 }],
      },
      fix({ keep }),
    );
  const union = { ...kept, tags: { amenity: 'fire_station', name: 'Kept', phone: '+32 2 1' } };

  it('are merged: the kept one learns what the other knew, which is deleted when it stands alone', () => {
    const { edits } = changesOf([twice('node/7')], { usedBy: { 'node/8': [] } });
    expect(edits).toEqual([
      { action: 'modify', before: kept, after: union },
      { action: 'delete', before: other },
    ]);
  });

  it('leave an empty node where nobody knows whether something needs it', () => {
    const { edits } = changesOf([twice('node/7')]);
    expect(edits).toEqual([
      { action: 'modify', before: kept, after: union },
      { action: 'modify', before: other, after: { ...other, tags: {} } },
    ]);
  });

  it('keep the one that the volunteer chose', () => {
    const { edits } = changesOf([twice('node/8')], { usedBy: { 'node/7': [] } });
    expect(edits).toEqual([{ action: 'delete', before: kept }]);
  });

  it('give their places in relations to the kept one', () => {
    const route: OsmElement = {
      type: 'relation',
      id: 3,
      version: 4,
      tags: { type: 'route' },
      members: [{ type: 'node', ref: 8, role: 'stop' }],
    };
    const asked = changesOf([twice('node/7')]);
    expect(asked.asks).toEqual(['node/8']);
    const usedBy = { 'node/8': ['relation/3'] };
    expect(changesOf([twice('node/7')], { usedBy }).needs).toEqual(['relation/3']);
    const { edits } = changesOf([twice('node/7')], { usedBy, elements: { 'relation/3': route } });
    expect(edits).toEqual([
      { action: 'modify', before: kept, after: union },
      {
        action: 'modify',
        before: route,
        after: { ...route, members: [{ type: 'node', ref: 7, role: 'stop' }] },
      },
      { action: 'delete', before: other },
    ]);
    const drawn: OsmElement = { ...route, tags: { type: 'multipolygon' } };
    expect(
      changesOf([twice('node/7')], { usedBy, elements: { 'relation/3': drawn } }).notPossible,
    ).toMatchObject([{ reason: 'needs-an-editor' }]);
  });

  it('that are corners of ways lose their tags and keep their place', () => {
    const { edits } = changesOf([twice('node/7')], { usedBy: { 'node/8': ['way/1'] } });
    expect(edits).toEqual([
      { action: 'modify', before: kept, after: union },
      { action: 'modify', before: other, after: { ...other, tags: { source: 'survey' } } },
    ]);
  });

  it('take the feature off a building that is not kept, and never delete the building', () => {
    const outline = way(5, { ...station, building: 'yes' });
    expect(changesOf([twice('node/7', kept, outline)]).edits).toEqual([
      { action: 'modify', before: outline, after: way(5, { building: 'yes' }) },
    ]);
    expect(changesOf([twice('node/7', kept, way(5))]).notPossible).toMatchObject([
      { reason: 'needs-an-editor' },
    ]);
  });

  it('of the agency become corrections', () => {
    const { changes, corrections, notPossible } = changesOf([
      settled(
        't1',
        {
          official: row('Z1'),
          others: [row('Z2')],
          community: mapped(kept),
          discrepancies: [{ kind: 'duplicate', side: 'official', others: ['Z2'], metres: 5 }],
        },
        fix({ keep: 'Z1' }),
      ),
    ]);
    expect({ changes, notPossible }).toEqual({ changes: [], notPossible: [] });
    expect(corrections).toEqual([{ task: 't1', officialId: 'Z2', tags: [], gone: true }]);
  });
});

describe('a place that has gone', () => {
  const gone = (element: OsmElement, lifecycle: 'disused' | 'demolished' = 'disused') =>
    settled('t1', { community: mapped(element), discrepancies: [{ kind: 'unlisted' }] }, fix({ lifecycle }));

  it('gets the lifecycle prefix on its main tag, and is never deleted', () => {
    expect(changesOf([gone(node(7))]).edits).toMatchObject([
      { action: 'modify', after: { tags: { 'disused:amenity': 'fire_station', name: 'Poste Bressole' } } },
    ]);
    expect(
      Object.keys((changesOf([gone(way(5))]).edits[0] as { after: OsmElement }).after.tags),
    ).not.toContain('amenity');
  });

  it('needs an editor when it is several things at once', () => {
    const both = node(7, { amenity: 'fire_station;police' });
    expect(changesOf([gone(both)]).notPossible).toMatchObject([{ reason: 'needs-an-editor' }]);
  });

  it('is not retagged over a former tag that says something else', () => {
    const before = node(7, { amenity: 'fire_station', 'disused:amenity': 'school' });
    expect(changesOf([gone(before)]).notPossible).toMatchObject([{ reason: 'needs-an-editor' }]);
  });

  it('goes from one lifecycle to the next', () => {
    const airfields: Challenge = {
      ...challenge,
      community: { ...challenge.community, filter: ['disused:aeroway=aerodrome'] },
    };
    const strip = node(7, { 'disused:aeroway': 'aerodrome' });
    expect(changesOf([gone(strip, 'demolished')], { challenge: airfields }).edits).toMatchObject([
      { after: { tags: { 'demolished:aeroway': 'aerodrome' } } },
    ]);
  });
});

describe('an identifier on another place', () => {
  it('is taken from there, and the right place gets what the answer says', () => {
    const right = node(7);
    const wrong = node(8, { ...station, ref: 'Z1' });
    const { edits } = changesOf([
      settled(
        't1',
        {
          community: mapped(right),
          others: [mapped(wrong)],
          discrepancies: [
            { kind: 'identifier-conflict', key: 'ref', value: 'Z1', other: 'node/8', metres: 900 },
          ],
        },
        fix({ tags: [set('ref', null), set('ref', 'Z1', agency)] }),
      ),
    ]);
    expect(edits).toEqual([
      { action: 'modify', before: right, after: { ...right, tags: { ...station, ref: 'Z1' } } },
      { action: 'modify', before: wrong, after: { ...wrong, tags: station } },
    ]);
  });
});

describe('a possible match', () => {
  const asked = (answer: ReturnType<typeof fix>) =>
    settled(
      't1',
      {
        official: row('Z1'),
        others: [mapped(node(7))],
        discrepancies: [{ kind: 'possible-match', candidate: 'node/7', probability: 0.6, metres: 70 }],
      },
      answer,
    );

  it('that is the same place is edited by what the answer gives', () => {
    expect(
      changesOf([asked(fix({ same: true, ...position(there), tags: [set('ref', 'Z1')] }))]).edits,
    ).toEqual([{ action: 'modify', before: node(7), after: node(7, { ...station, ref: 'Z1' }, there) }]);
  });

  it('that is another place leaves it alone, and adds the place where the answer says so', () => {
    expect(changesOf([asked(fix({ same: false, ...position(there) }))]).edits).toEqual([
      { action: 'create', placeholder: -1, at: there, tags: { amenity: 'fire_station' } },
    ]);
    expect(changesOf([asked(fix({ same: false }))])).toMatchObject({
      ...nothingMade,
      notPossible: [{ reason: 'nothing-to-change' }],
    });
  });
});

describe('several tasks about one element', () => {
  const task = (id: string, answer: ReturnType<typeof fix>, element = node(7)) =>
    settled(id, { community: mapped(element) }, answer);

  it('become one edit', () => {
    const tasks = [
      task('a', fix({ tags: [set('phone', '+32 2 1')] })),
      task('b', fix({ ...position(there), tags: [set('ref', 'Z1')] })),
    ];
    const { changes } = changesOf(tasks);
    expect(changes).toMatchObject([
      {
        tasks: ['a', 'b'],
        edit: { after: { at: there, tags: { ...station, phone: '+32 2 1', ref: 'Z1' } } },
      },
    ]);
    expect(changesOf([...tasks].reverse()).changes).toEqual(changes);
  });

  it('that contradict each other: the first by id is carried out, the other is in conflict', () => {
    const { edits, notPossible } = changesOf([
      task('a', fix({ tags: [set('ref', 'Z1')] })),
      task('b', fix({ tags: [set('ref', 'Z2')] })),
    ]);
    expect(edits).toMatchObject([{ after: { tags: { ref: 'Z1' } } }]);
    expect(notPossible).toMatchObject([{ task: 'b', reason: 'conflict' }]);
  });

  it('of which one only agrees with the map names the other alone', () => {
    const { changes, notPossible } = changesOf([
      task('a', fix({ tags: [set('name', 'Poste Bressole')] })),
      task('b', fix({ tags: [set('ref', 'Z1')] })),
    ]);
    expect(changes.map(({ tasks }) => tasks)).toEqual([['b']]);
    expect(notPossible).toMatchObject([{ task: 'a', reason: 'nothing-to-change' }]);
  });

  it('are merged onto the newest state that any of them carries', () => {
    const newer = node(7, { ...station, phone: '+32 2 9' }, here, 5);
    const { edits } = changesOf([
      task('a', fix({ tags: [set('ref', 'Z1')] })),
      task('b', fix({ tags: [set('name', 'New')] }), newer),
    ]);
    expect(edits).toMatchObject([
      { before: { version: 5 }, after: { tags: { ...station, ref: 'Z1', name: 'New', phone: '+32 2 9' } } },
    ]);
  });
});

describe('other answers', () => {
  it('that need no edit give none', () => {
    const tasks = (['not-an-issue', 'already-fixed', 'cant-tell'] as const).map(say =>
      settled(say, { community: mapped(node(7)) }, { say }),
    );
    expect(changesOf(tasks)).toMatchObject({ ...nothingMade, notPossible: [] });
  });

  it('that the official data is wrong become corrections', () => {
    const { changes, corrections } = changesOf([
      settled(
        't1',
        { official: row('Z1'), community: mapped(node(7)) },
        {
          say: 'official-wrong',
          correction: { at: here, tags: [set('name', 'Right'), set('ref', '9')] },
          comment: 'seen today',
        },
      ),
    ]);
    expect(changes).toEqual([]);
    expect(corrections).toEqual([
      {
        task: 't1',
        officialId: 'Z1',
        position: { at: here, origin: { licence: 'OSM', attribution: '© OpenStreetMap contributors' } },
        tags: [
          { key: 'name', from: 'Poste Bressole', to: 'Right', origin: { licence: 'observation' } },
          { key: 'ref', from: null, to: '9', origin: { licence: 'observation' } },
        ],
        comment: 'seen today',
      },
    ]);
  });

  it('about a row of a file without element ids say that an editor is needed', () => {
    const numbered = { ...mapped(node(7)), id: '#17' };
    const { notPossible, needs } = changesOf([
      settled('t1', { community: numbered }, fix({ tags: [set('ref', 'Z1')] })),
    ]);
    expect(notPossible).toMatchObject([{ reason: 'needs-an-editor' }]);
    expect(needs).toEqual([]);
  });
});

describe('a sample', () => {
  it('marks every change as made up, whatever its values are', () => {
    const sample = { ...challenge, sample: true };
    const { changes } = changesOf(
      [
        settled('a', { community: mapped(node(7)) }, fix({ tags: [set('ref', 'Z1')] })),
        settled('b', { official: row('Z1') }, fix(position(there))),
      ],
      { challenge: sample },
    );
    for (const { values } of changes)
      expect(values.some(({ origin }) => origin.licence === 'fictional')).toBe(true);
    expect(changes).toHaveLength(2);
  });
});
