import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../backend/core/change/change.ts';
import { throughGate } from '../../../backend/core/change/through-gate.ts';
import { toMapRoulette } from '../../../backend/core/changeset/maproulette.ts';
import type { Origin } from '../../../backend/core/licence/licence.ts';
import { challenge, here, node, station, there } from '../change/facts.ts';

const observed: Origin = { licence: 'observation' };
const renamed: Change = {
  tasks: ['t1'],
  edit: {
    action: 'modify',
    before: node(7, { ...station, phone: '1' }),
    after: node(7, { ...station, name: 'Süd 🚒' }),
  },
  values: [{ key: 'name', value: 'Süd 🚒', origin: observed }],
};
const added: Change = {
  tasks: ['t2'],
  edit: { action: 'create', placeholder: -1, at: there, tags: { amenity: 'fire_station', name: 'É' } },
  values: [
    { key: 'amenity', value: 'fire_station', origin: observed },
    { key: 'name', value: 'É', origin: observed },
    { key: '@position', value: '4.3510000,50.8500000', origin: observed },
  ],
};
const nowhere = () => [];

function tasksOf(changes: readonly Change[], marks: Change['values'] = []) {
  const marked = changes.map(change => ({ ...change, values: [...change.values, ...marks] }));
  const { permit, changes: passed } = throughGate(marked, challenge);
  const text = toMapRoulette(passed, permit, nowhere, { version: '1.2.3' });
  const lines = text.split('\n').filter(Boolean);
  expect(lines.every(line => line.startsWith('\u001e'))).toBe(true);
  return lines.map(line => JSON.parse(line.slice(1)));
}

describe('a challenge for MapRoulette', () => {
  it('has a fix of tags as what is set and what is taken away', () => {
    expect(tasksOf([renamed])).toEqual([
      {
        type: 'FeatureCollection',
        features: [
          {
            type: 'Feature',
            id: 'node/7',
            geometry: { type: 'Point', coordinates: here },
            properties: { '@id': 'node/7', tasks: 't1' },
          },
        ],
        cooperativeWork: {
          meta: { version: 2, type: 1 },
          operations: [
            {
              operationType: 'modifyElement',
              data: {
                id: 'node/7',
                operations: [
                  { operation: 'setTags', data: { name: 'Süd 🚒' } },
                  { operation: 'unsetTags', data: ['phone'] },
                ],
              },
            },
          ],
        },
      },
    ]);
  });

  it('has everything else as a change file, whole', () => {
    const [task] = tasksOf([added]);
    expect(task.features[0]).toMatchObject({ id: 't2', geometry: { coordinates: there } });
    const { meta, file } = task.cooperativeWork;
    expect([meta, file.type, file.format, file.encoding]).toEqual([
      { version: 2, type: 2 },
      'xml',
      'osc',
      'base64',
    ]);
    const xml = Buffer.from(file.content, 'base64').toString('utf8');
    expect(xml).toContain('<tag k="name" v="É"/>');
    expect(xml).toContain('<create>');
  });

  it('has one task for edits that hang together', () => {
    expect(tasksOf([renamed, { ...added, tasks: ['t1', 't2'] }])).toHaveLength(1);
  });

  it('carries no work of a sample', () => {
    const [task] = tasksOf([renamed], [{ key: '@sample', value: 'x', origin: { licence: 'fictional' } }]);
    expect(task.cooperativeWork).toBeUndefined();
    expect(task.features[0].properties.fictional).toBe(true);
  });

  it('is one JSON a line whatever stands in a tag', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[^\p{C}\p{Z}]{1,40}$/u), name => {
        const change: Change = {
          ...renamed,
          edit: { action: 'modify', before: node(7), after: node(7, { ...station, name }) },
          values: [{ key: 'name', value: name, origin: observed }],
        };
        fc.pre(name !== station['name']);
        const [task] = tasksOf([change]);
        expect(task.cooperativeWork.operations[0].data.operations[0].data).toEqual({ name });
      }),
    );
  });
});
