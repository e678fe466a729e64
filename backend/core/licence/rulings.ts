import type { Destination, Licence } from './licence.ts';

export type Verdict =
  | 'yes'
  /** Yes, where the source is named. */
  | 'with-attribution'
  /** Yes, where the source is named and the result is shared under ODbL. */
  | 'as-odbl'
  /** Only with the publisher's statement or waiver for this very destination on file. */
  | 'with-statement'
  /** Only what names a thing (references, codes, element ids), nothing that describes it. */
  | 'identifiers-only'
  /** The terms of the layer that was traced decide. */
  | 'as-layer-allows'
  /** A file to try tools with, never a production upload. */
  | 'sample-only'
  | 'no';

/** What may be done with a value of one licence at one destination, in words, and where that is written. */
export type Ruling = Readonly<{ verdict: Verdict; words: string; source: string }>;

type Row = Readonly<Record<Destination, Ruling>>;

const NO_RULING = 'common practice, no ruling found; keep the evidence you have on file';
const ODBL = 'https://opendatacommons.org/licenses/odbl/1-0/';
const ODBL_MATRIX = 'https://wiki.openstreetmap.org/wiki/Import/ODbL_Compatibility';
const COMPATIBILITY = 'https://osmfoundation.org/wiki/Licence/Licence_Compatibility';
const CONTRIBUTOR_TERMS = 'https://osmfoundation.org/wiki/Licence/Contributor_Terms';
const WIKIDATA_TERMS = 'https://www.wikidata.org/wiki/Wikidata:Licensing';
const LICENCE_CHANGE = 'https://lists.openstreetmap.org/pipermail/imports/2022-November/007092.html';
const CC_BY_WAIVER = 'https://blog.openstreetmap.org/2017/03/17/use-of-cc-by-data/';
const OURS = 'the terms of this project';

const ruling = (verdict: Verdict, words: string, source: string): Ruling => ({ verdict, words, source });

const free = (what: string, text: string): Row => ({
  osm: ruling('yes', `${what} may be used for anything.`, ODBL_MATRIX),
  wikidata: ruling('yes', `${what} fits Wikidata's CC0.`, WIKIDATA_TERMS),
  agency: ruling('yes', `${what} may be used for anything.`, text),
  'public-file': ruling('yes', `${what} may be used for anything.`, text),
  internal: ruling('yes', `${what} may be used for anything.`, text),
});

const named = (what: string, text: string, osm: Readonly<{ words: string; source: string }>): Row => ({
  osm: ruling('with-attribution', osm.words, osm.source),
  wikidata: ruling('no', `${what} asks to be named; Wikidata's CC0 cannot promise that.`, WIKIDATA_TERMS),
  agency: ruling('with-attribution', `${what} may be passed on where its source is named.`, text),
  'public-file': ruling('with-attribution', `${what} may be published where its source is named.`, text),
  internal: ruling('yes', `${what} may be used inside an organisation.`, text),
});

const CC_BY_NC = 'https://creativecommons.org/licenses/by-nc/4.0/legalcode.en';
const CC_BY_ND = 'https://creativecommons.org/licenses/by-nd/4.0/legalcode.en';

const layers = ruling('as-layer-allows', 'The terms of the imagery layer that was traced decide.', OURS);
const fictional = ruling(
  'sample-only',
  'Made up for a sample: a file to try tools with, never an upload.',
  OURS,
);
const unknown = ruling(
  'no',
  'Nobody said that this data may be used; without a licence nothing is allowed.',
  COMPATIBILITY,
);

/** Origin of a value × where it goes. Every cell is there; the tests walk through all of them. */
export const RULINGS: Readonly<Record<Licence, Row>> = {
  'CC0-1.0': free('Data under CC0', 'https://creativecommons.org/publicdomain/zero/1.0/legalcode.en'),
  'PDDL-1.0': free('Data under PDDL', 'https://opendatacommons.org/licenses/pddl/1-0/'),
  'public-domain': free('Data in the public domain', ODBL_MATRIX),
  'Licence-Ouverte-2.0': named(
    'Data under the Licence Ouverte',
    'https://www.etalab.gouv.fr/licence-ouverte-open-licence/',
    { words: 'Used in OpenStreetMap where the source is named.', source: NO_RULING },
  ),
  'OGL-UK-2.0': named(
    'Data under the OGL',
    'https://www.nationalarchives.gov.uk/doc/open-government-licence/version/2/',
    { words: 'The OGL fits ODbL where the source is named.', source: COMPATIBILITY },
  ),
  'OGL-UK-3.0': named(
    'Data under the OGL',
    'https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/',
    { words: 'The OGL says itself that it fits ODbL, where the source is named.', source: ODBL_MATRIX },
  ),
  'Modellicentie-Gratis-Hergebruik': named(
    'Data under the modellicentie gratis hergebruik',
    'https://data.vlaanderen.be/id/licentie/modellicentie-gratis-hergebruik/v1.0',
    { words: 'Used in OpenStreetMap where the source is named.', source: NO_RULING },
  ),
  'ODbL-1.0': {
    osm: ruling(
      'with-statement',
      "Only with the publisher's statement on file; such data would not survive a change of OpenStreetMap's licence.",
      LICENCE_CHANGE,
    ),
    wikidata: ruling(
      'no',
      "ODbL asks to be named and to share alike; Wikidata's CC0 cannot.",
      WIKIDATA_TERMS,
    ),
    agency: ruling('as-odbl', 'May be passed on under ODbL, with its source named.', ODBL),
    'public-file': ruling('as-odbl', 'May be published under ODbL, with its source named.', ODBL),
    internal: ruling(
      'yes',
      'Use inside an organisation need not be shared, until its result is (section 4.5c).',
      ODBL,
    ),
  },
  'CC-BY-4.0': {
    osm: ruling('with-statement', "Only with the publisher's waiver on file.", CC_BY_WAIVER),
    wikidata: ruling('no', "CC BY asks to be named; Wikidata's CC0 cannot promise that.", WIKIDATA_TERMS),
    agency: ruling(
      'with-attribution',
      'May be passed on where its source is named.',
      'https://creativecommons.org/licenses/by/4.0/legalcode.en',
    ),
    'public-file': ruling(
      'with-attribution',
      'May be published where its source is named.',
      'https://creativecommons.org/licenses/by/4.0/legalcode.en',
    ),
    internal: ruling(
      'yes',
      'May be used inside an organisation.',
      'https://creativecommons.org/licenses/by/4.0/legalcode.en',
    ),
  },
  'CC-BY-NC': {
    osm: ruling('no', 'OpenStreetMap may be used commercially; this data may not.', ODBL_MATRIX),
    wikidata: ruling('no', 'Wikidata may be used commercially; this data may not.', WIKIDATA_TERMS),
    agency: ruling(
      'no',
      'What the agency does with it may be commercial; this data may not be used so.',
      CC_BY_NC,
    ),
    'public-file': ruling('no', 'A file of ours may be used commercially; this data may not.', CC_BY_NC),
    internal: ruling('with-statement', 'Only where staff state that the use is not commercial.', CC_BY_NC),
  },
  'CC-BY-ND': {
    osm: ruling('no', 'Every map edit is a derivative, which this licence forbids to share.', ODBL_MATRIX),
    wikidata: ruling(
      'no',
      'Every statement is a derivative, which this licence forbids to share.',
      WIKIDATA_TERMS,
    ),
    agency: ruling('no', 'A comparison is a derivative, which this licence forbids to share.', CC_BY_ND),
    'public-file': ruling(
      'no',
      'A comparison is a derivative, which this licence forbids to share.',
      CC_BY_ND,
    ),
    internal: ruling('yes', 'Derivatives may be made where they are not shared (section 2a1B).', CC_BY_ND),
  },
  OSM: {
    osm: ruling('yes', 'It is on the map already.', ODBL),
    wikidata: ruling('identifiers-only', 'Identifiers only: ODbL does not fit CC0.', WIKIDATA_TERMS),
    agency: ruling('as-odbl', 'May be passed on under ODbL, with OpenStreetMap named.', ODBL),
    'public-file': ruling('as-odbl', 'May be published under ODbL, with OpenStreetMap named.', ODBL),
    internal: ruling(
      'yes',
      'Use inside an organisation need not be shared, until its result is (section 4.5c).',
      ODBL,
    ),
  },
  Wikidata: {
    osm: ruling(
      'with-statement',
      'Only with a reference that was checked: many coordinates were copied from elsewhere.',
      'https://wiki.openstreetmap.org/wiki/Wikidata',
    ),
    wikidata: ruling('yes', 'It is in Wikidata already.', WIKIDATA_TERMS),
    agency: ruling('yes', 'Wikidata is CC0.', WIKIDATA_TERMS),
    'public-file': ruling('yes', 'Wikidata is CC0.', WIKIDATA_TERMS),
    internal: ruling('yes', 'Wikidata is CC0.', WIKIDATA_TERMS),
  },
  observation: {
    osm: ruling('yes', 'Seen by a volunteer, given under the contribution terms.', CONTRIBUTOR_TERMS),
    wikidata: ruling('yes', 'Seen by a volunteer, given under the contribution terms.', OURS),
    agency: ruling('yes', 'Seen by a volunteer, given under the contribution terms.', OURS),
    'public-file': ruling('yes', 'Seen by a volunteer, given under the contribution terms.', OURS),
    internal: ruling('yes', 'Seen by a volunteer, given under the contribution terms.', OURS),
  },
  imagery: { osm: layers, wikidata: layers, agency: layers, 'public-file': layers, internal: layers },
  fictional: {
    osm: fictional,
    wikidata: ruling('no', 'Wikidata has no place for what was made up.', OURS),
    agency: fictional,
    'public-file': fictional,
    internal: fictional,
  },
  unknown: { osm: unknown, wikidata: unknown, agency: unknown, 'public-file': unknown, internal: unknown },
};

/** Whether a publisher stands behind the licence who can allow more than it does; volunteers, OSM and layers cannot be asked. */
export const hasPublisher = (licence: Licence): boolean =>
  licence !== 'OSM' && licence !== 'observation' && licence !== 'imagery' && licence !== 'fictional';
