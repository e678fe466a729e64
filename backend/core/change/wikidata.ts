import type { Challenge } from '../challenge/challenge.ts';
import { compareText } from '../compare-text.ts';
import type { ElementType } from '../feature.ts';
import { gate, type Permit } from '../licence/gate.ts';
import type { LeavingValue } from './change.ts';
import { elementOf, isReal, positionText } from './element-ref.ts';
import type { SettledTask } from './to-changes.ts';

/** One statement about an item of Wikidata, with the value that the licence gate looks at. */
export type WikidataStatement = Readonly<{
  task: string;
  /** `Q42` */
  item: string;
  /** `P625` */
  property: string;
  value: Readonly<{ lon: number; lat: number }> | string;
  leaving: LeavingValue;
}>;

/** Which element of OpenStreetMap an item is: https://www.wikidata.org/wiki/Property:P402, P10689 and P11693 */
const ELEMENT: Readonly<Record<ElementType, string>> = { relation: 'P402', way: 'P10689', node: 'P11693' };
/** Identifiers that OSM has a key for: https://www.wikidata.org/wiki/Property:P239, P238, P240 and P722 */
const IDENTIFIERS: Readonly<Record<string, string>> = {
  icao: 'P239',
  iata: 'P238',
  faa: 'P240',
  uic_ref: 'P722',
};
const COORDINATES = 'P625';
/** Nothing escapes these in a line of QuickStatements. */
const UNFIT = /["\t\r\n|]/;
const isFit = (value: WikidataStatement['value']): boolean => typeof value !== 'string' || !UNFIT.test(value);

const itemOf = ({ facts }: SettledTask): string | null => {
  const said = facts.community?.tags['wikidata'] ?? facts.official?.tags['wikidata'] ?? '';
  return /^Q[1-9]\d*$/.test(said) ? said : null;
};

/** Everything that a settled answer says about an item; nothing where it names none, or leaves open what stays. */
function statementsOf(task: SettledTask, { community, sample }: Challenge): WikidataStatement[] {
  const item = itemOf(task);
  const { facts, answer } = task;
  if (!item || sample || answer.say === 'cant-tell') return [];
  const fix = answer.say === 'fix' ? answer.fix : null;
  if (fix && (fix.keep !== undefined || fix.lifecycle !== undefined || fix.same === false)) return [];
  const about = (
    property: string,
    value: WikidataStatement['value'],
    leaving: LeavingValue,
  ): WikidataStatement => ({ task: task.id, item, property, value, leaving });
  const found: WikidataStatement[] = [];
  if (fix?.position) {
    const { at, origin } = fix.position;
    const [lon, lat] = at;
    const leaving = { key: '@position', value: positionText(at), origin };
    found.push(about(COORDINATES, { lon, lat }, leaving));
  }
  for (const { key, value, origin } of fix?.tags ?? []) {
    const property = IDENTIFIERS[key];
    if (property && value !== null) found.push(about(property, value.trim(), { key, value, origin }));
  }
  const ref = facts.community?.id;
  const element = ref === undefined ? null : elementOf(ref);
  if (ref !== undefined && element && isReal(ref)) {
    const { licence, attribution } = community;
    const leaving = { key: '@element', value: ref, origin: { licence, attribution } };
    found.push(about(ELEMENT[element.type], String(element.id), leaving));
  }
  return found;
}

/**
 * What settled answers say about items of Wikidata, by item; what its licence (CC0), or a line, cannot take is left out and counted.
 */
export function wikidataStatements(
  settled: readonly SettledTask[],
  challenge: Challenge,
): Readonly<{ statements: WikidataStatement[]; permit: Permit; leftOut: number }> {
  const { statements: leave } = challenge;
  const all = settled.flatMap(task => statementsOf(task, challenge));
  const statements = all
    .filter(
      ({ value, leaving }) =>
        isFit(value) && gate([leaving], 'wikidata', { statements: leave }).permit !== null,
    )
    .sort((a, b) => compareText(a.item, b.item) || compareText(a.property, b.property));
  const { permit } = gate(
    statements.map(({ leaving }) => leaving),
    'wikidata',
    { statements: leave },
  );
  // What was left has passed one by one, so it passes together.
  return { statements, permit: permit!, leftOut: all.length - statements.length };
}
