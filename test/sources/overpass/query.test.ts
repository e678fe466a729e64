import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OsmElement, Tags } from '../../../backend/core/feature.ts';
import { anyHolds } from '../../../backend/core/tags.ts';
import { overpassArea } from '../../../backend/sources/overpass/area.ts';
import { overpassQuery } from '../../../backend/sources/overpass/query.ts';
import { evaluate } from '../../servers/overpass-query.ts';

const box = overpassArea('overpass:-1,-1,1,1');
const asked = (filter: readonly string[]) => overpassQuery('overpass:-1,-1,1,1', box, filter);

describe('an area', () => {
  it.each([
    'overpass:LI";out;',
    'overpass:relation/1);out',
    'overpass:relation/9007199254740993',
    'overpass:relation/-1',
    'overpass:1,2,3,4);',
    'overpass:1,2,3,Infinity',
    'overpass:1,2,3,4,5',
    'overpass:1,2,3,91',
    'overpass:1,2,1,4',
    'overpass:',
  ])('that is not one of the four is refused: %s', source => {
    expect(() => overpassArea(source)).toThrow('is no area: write overpass:W,S,E,N');
  });

  it('across the antimeridian is asked for on both sides of it', () => {
    const query = overpassQuery('overpass:179,-1,-179,1', overpassArea('overpass:179,-1,-179,1'), ['a=b']);
    expect(query).toContain('(-1.0000000,179.0000000,1.0000000,180.0000000);');
    expect(query).toContain('(-1.0000000,-180.0000000,1.0000000,-179.0000000);');
  });
});

/** Letters that mean something in Overpass QL, in expressions or in filters. */
const letters = fc.constantFrom(...'ab"\\[](){}.*+?^$;:~,/ \n\t\'é');
const word = fc.string({ unit: letters, minLength: 1, maxLength: 6 });
const nodeWith = (tags: Tags, id: number): OsmElement => ({ type: 'node', id, version: 1, tags, at: [0, 0] });

it('asks for what the filter keeps, whatever is written in it', () => {
  // A filter is trimmed, and says more with its own signs than a text can.
  const plain = word.map(text => text.trim()).filter(text => text !== '');
  const values = fc.uniqueArray(plain, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(
      fc.uniqueArray(plain, { minLength: 2, maxLength: 2 }),
      values,
      fc.boolean(),
      fc.boolean(),
      fc.array(plain, { maxLength: 4 }),
      ([key, other], values, many, absent, strangers) => {
        // More than fifty values are asked for by one expression.
        const padding = many ? Array.from({ length: 60 }, (_, i) => `w${i}`) : [];
        const filter = [`${key}=${[...values, ...padding].join('|')}${absent ? `&!${other}` : ''}`];
        const elements = [...values, ...strangers]
          // A list with semicolons is not found by one of its values.
          .filter(value => !value.includes(';'))
          .flatMap(value => [{ [key!]: value }, { [key!]: value, [other!]: 'x' }, { [other!]: value }])
          .map(nodeWith);
        const found = evaluate(asked(filter), elements).map(element => (element as OsmElement).id);
        // Statement after statement, and not in the order of the map.
        found.sort((a, b) => a - b);
        expect(found).toEqual(elements.filter(({ tags }) => anyHolds(filter, tags)).map(({ id }) => id));
      },
    ),
  );
});
