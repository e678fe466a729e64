import { describe, expect, it } from 'vitest';
import type { LeavingValue } from '../../../backend/core/change/change.ts';
import { gate, mustCover, mustLookHere, type Permit } from '../../../backend/core/licence/gate.ts';
import {
  type Destination,
  LICENCES,
  type Licence,
  type Origin,
} from '../../../backend/core/licence/licence.ts';
import { RULINGS, type Verdict } from '../../../backend/core/licence/rulings.ts';

const DESTINATIONS = [
  'osm',
  'wikidata',
  'agency',
  'public-file',
  'internal',
] as const satisfies Destination[];
const none = { statements: [] };
const value = (licence: Licence, more: Partial<Origin> = {}, key = 'name'): LeavingValue => ({
  key,
  value: 'Poste Bressole',
  origin: { licence, attribution: `the publisher of ${licence}`, ...more },
});

/** Whether a value passes with nothing on file, and with the publisher's statement on file. */
const PASSES: Readonly<Record<Verdict, readonly [alone: boolean, withStatement: boolean]>> = {
  yes: [true, true],
  'with-attribution': [true, true],
  'as-odbl': [true, true],
  'with-statement': [false, true],
  'identifiers-only': [false, false],
  'as-layer-allows': [false, false],
  'sample-only': [true, true],
  no: [false, true],
};

describe('the table of licences', () => {
  const cells = LICENCES.flatMap(licence => DESTINATIONS.map(destination => ({ licence, destination })));

  it('has a cell for every licence and destination, and no other', () => {
    expect(Object.keys(RULINGS).sort()).toEqual([...LICENCES].sort());
    for (const row of Object.values(RULINGS))
      expect(Object.keys(row).sort()).toEqual([...DESTINATIONS].sort());
  });

  it.each(cells)(
    'rules on $licence to $destination, in words and with a source',
    ({ licence, destination }) => {
      const { verdict, words, source } = RULINGS[licence][destination];
      expect(words).toMatch(/^[A-Z].*\.$/);
      expect(source).toMatch(/^https:\/\/|no ruling found|^the terms of this project$/);
      const [alone, withStatement] = PASSES[verdict];
      expect(gate([value(licence)], destination, none).permit !== null).toBe(alone);
      const statements = [{ licence, to: destination, url: 'https://publisher.example/permission' }];
      // What was made up stays so, whoever says what.
      const lifted = licence === 'fictional' ? alone : withStatement;
      expect(gate([value(licence)], destination, { statements }).permit !== null).toBe(lifted);
      expect(gate([value(licence)], destination, none).permit?.production ?? true).toBe(
        verdict !== 'sample-only',
      );
    },
  );

  it.each([
    ['CC0-1.0', 'yes', 'yes', 'yes'],
    ['PDDL-1.0', 'yes', 'yes', 'yes'],
    ['public-domain', 'yes', 'yes', 'yes'],
    ['Licence-Ouverte-2.0', 'with-attribution', 'no', 'with-attribution'],
    ['OGL-UK-2.0', 'with-attribution', 'no', 'with-attribution'],
    ['OGL-UK-3.0', 'with-attribution', 'no', 'with-attribution'],
    ['Modellicentie-Gratis-Hergebruik', 'with-attribution', 'no', 'with-attribution'],
    ['ODbL-1.0', 'with-statement', 'no', 'as-odbl'],
    ['CC-BY-4.0', 'with-statement', 'no', 'with-attribution'],
    ['CC-BY-NC', 'no', 'no', 'no'],
    ['CC-BY-ND', 'no', 'no', 'no'],
    ['unknown', 'no', 'no', 'no'],
    ['observation', 'yes', 'yes', 'yes'],
    ['imagery', 'as-layer-allows', 'as-layer-allows', 'as-layer-allows'],
    ['OSM', 'yes', 'identifiers-only', 'as-odbl'],
    ['Wikidata', 'with-statement', 'yes', 'yes'],
  ] as const)(
    'says of %s: to OSM %s, to Wikidata %s, to a public file %s',
    (licence, osm, wikidata, file) => {
      const row = RULINGS[licence];
      expect([row.osm.verdict, row.wikidata.verdict, row['public-file'].verdict]).toEqual([
        osm,
        wikidata,
        file,
      ]);
    },
  );
});

describe('the gate', () => {
  it('refuses everything when one value may not go, and says which and why', () => {
    const { permit, refused } = gate([value('observation'), value('CC-BY-4.0')], 'osm', none);
    expect(permit).toBeNull();
    expect(refused.map(r => r.value.origin.licence)).toEqual(['CC-BY-4.0']);
    expect(refused[0]?.because).toContain('waiver');
  });

  it('takes a statement only for the licence and the destination that it names', () => {
    const url = 'https://publisher.example/waiver';
    const statement = { licence: 'CC-BY-4.0', to: 'osm', url } as const;
    const context = { statements: [statement] };
    expect(gate([value('CC-BY-4.0')], 'osm', context).permit?.statements).toEqual([statement]);
    expect(gate([value('ODbL-1.0')], 'osm', context).permit).toBeNull();
    expect(gate([value('CC-BY-4.0')], 'wikidata', context).permit).toBeNull();
  });

  it('takes no statement for what a volunteer traced or what OSM holds', () => {
    const statements = LICENCES.map(
      licence => ({ licence, to: 'wikidata', url: 'https://x.example/' }) as const,
    );
    expect(gate([value('OSM')], 'wikidata', { statements }).permit).toBeNull();
    expect(gate([value('imagery')], 'wikidata', { statements }).permit).toBeNull();
  });

  it('lets identifiers of the map go to Wikidata, and nothing else of it', () => {
    expect(gate([value('OSM', {}, 'ref')], 'wikidata', none).permit).not.toBeNull();
    expect(gate([value('OSM', {}, '@element')], 'wikidata', none).permit).not.toBeNull();
    expect(gate([value('OSM', {}, '@position')], 'wikidata', none).permit).toBeNull();
  });

  it('asks the layer that was traced', () => {
    const traced = (may: Destination[]) => value('imagery', { layer: { id: 'ortho', may } }, '@position');
    expect(gate([traced(['osm'])], 'osm', none).permit?.attributions).toEqual(['the publisher of imagery']);
    expect(gate([traced(['osm'])], 'wikidata', none).refused[0]?.because).toContain('ortho');
    expect(gate([value('imagery')], 'osm', none).permit).toBeNull();
  });

  it('names who must be named, once', () => {
    const { permit } = gate(
      [value('OGL-UK-3.0'), value('OGL-UK-3.0', {}, 'ref'), value('CC0-1.0')],
      'osm',
      none,
    );
    expect(permit?.attributions).toEqual(['the publisher of OGL-UK-3.0']);
  });

  it('says where no ruling was found, and that ODbL data would not survive a licence change', () => {
    const statements = [{ licence: 'ODbL-1.0', to: 'osm', url: 'https://publisher.example/yes' } as const];
    expect(gate([value('Licence-Ouverte-2.0')], 'osm', none).permit?.warnings[0]).toContain(
      'no ruling found',
    );
    expect(gate([value('ODbL-1.0')], 'osm', { statements }).permit?.warnings[0]).toContain('not survive');
  });

  it('keeps what was made up away from production, even among real values', () => {
    expect(gate([value('observation'), value('fictional')], 'osm', none).permit?.production).toBe(false);
    expect(gate([value('observation')], 'osm', none).permit?.production).toBe(true);
  });
});

describe('a permit', () => {
  it('cannot be made by hand', () => {
    // @ts-expect-error: only the gate can brand a permit
    const forged: Permit = {
      destination: 'osm',
      production: true,
      attributions: [],
      odbl: false,
      statements: [],
      warnings: [],
      count: 0,
    };
    expect(() => mustCover(forged, ['osm'], [])).toThrow('not made by the licence gate');
  });

  it('does not survive a copy', () => {
    const { permit } = gate([], 'osm', none);
    expect(() => mustCover({ ...permit! }, ['osm'], [])).toThrow('not made by the licence gate');
  });

  it('covers the values it was given for, at its own destination, and no others', () => {
    const { permit } = gate([value('observation')], 'osm', none);
    expect(() => mustCover(permit!, ['osm'], [value('observation')])).not.toThrow();
    expect(() => mustCover(permit!, ['wikidata'], [value('observation')])).toThrow(
      'does not lead to wikidata',
    );
    expect(() => mustCover(permit!, ['osm'], [value('CC0-1.0')])).toThrow('does not cover');
    expect(() => mustCover(permit!, ['osm'], [{ ...value('observation'), value: 'Other' }])).toThrow(
      'does not cover',
    );
  });
});

describe('look-here mode', () => {
  const official = (licence: Licence) => ({ licence, attribution: 'the agency' });

  it.each([
    ['CC0-1.0', false],
    ['Licence-Ouverte-2.0', false],
    ['fictional', false],
    ['CC-BY-4.0', true],
    ['ODbL-1.0', true],
    ['CC-BY-NC', true],
    ['unknown', true],
  ] as const)('with %s: %s', (licence, expected) => {
    expect(mustLookHere({ official: official(licence), statements: [] })).toBe(expected);
  });

  it('ends with a statement for this licence and OSM on file', () => {
    const statements = [
      { licence: 'CC-BY-4.0', to: 'osm', url: 'https://publisher.example/waiver' } as const,
    ];
    expect(mustLookHere({ official: official('CC-BY-4.0'), statements })).toBe(false);
    expect(mustLookHere({ official: official('unknown'), statements })).toBe(true);
  });
});
