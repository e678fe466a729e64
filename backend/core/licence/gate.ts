import type { Challenge } from '../challenge/challenge.ts';
import type { LeavingValue } from '../change/change.ts';
import type { Destination, Statement } from './licence.ts';
import { hasPublisher, RULINGS, type Ruling } from './rulings.ts';

declare const made: unique symbol;

/** Leave to go to one destination with the very values it was asked for. Only the gate makes one. */
export type Permit = Readonly<{
  [made]: true;
  destination: Destination;
  /** False where a value was made up for a sample: the file says that it is never to be uploaded. */
  production: boolean;
  /** Who must be named beside the values, sorted. */
  attributions: readonly string[];
  /** The result must be shared under ODbL. */
  odbl: boolean;
  /** The statements that were needed, with where they can be read. */
  statements: readonly Statement[];
  /** What a person should know before it leaves, sorted. */
  warnings: readonly string[];
  /** How many different values it covers. */
  count: number;
}>;

export type GateAnswer = Readonly<{
  /** Null as soon as one value is refused. */
  permit: Permit | null;
  refused: readonly Readonly<{ value: LeavingValue; because: string }>[];
}>;

/** Which values a permit was given for; what is not in here was not made by the gate. Permits do not survive a copy. */
const given = new WeakMap<Permit, ReadonlySet<string>>();

const sealOf = ({ key, value, origin }: LeavingValue): string =>
  JSON.stringify([
    key,
    value,
    origin.licence,
    origin.attribution ?? null,
    origin.layer ? [origin.layer.id, [...origin.layer.may].sort()] : null,
  ]);

/** Codes and references name a thing; they do not describe it. */
const isIdentifier = (key: string): boolean =>
  /^@(element|official)$|^(ref|icao|iata|wikidata|faa|uic_ref)(:|$)|(^|:)ref(:|$)/u.test(key);

type Passage = Readonly<{ passes: boolean; because: string; statement?: Statement; ruling: Ruling }>;

const passage = (value: LeavingValue, to: Destination, statements: readonly Statement[]): Passage => {
  const { origin, key } = value;
  const ruling = RULINGS[origin.licence][to];
  const because = `${ruling.words} (${origin.licence} to ${to}: ${ruling.source})`;
  const statement = hasPublisher(origin.licence)
    ? statements.find(said => said.licence === origin.licence && said.to === to)
    : undefined;
  switch (ruling.verdict) {
    case 'yes':
    case 'with-attribution':
    case 'as-odbl':
    case 'sample-only':
      return { passes: true, because, ruling };
    case 'identifiers-only':
      return { passes: isIdentifier(key), because, ruling };
    case 'as-layer-allows':
      return origin.layer?.may.includes(to)
        ? { passes: true, because, ruling }
        : {
            passes: false,
            because: `The terms of the layer ${origin.layer?.id ?? '(not named)'} do not allow it (${to}).`,
            ruling,
          };
    // A publisher may always allow more than the licence does: a statement lifts a plain no too.
    case 'with-statement':
    case 'no':
      return statement ? { passes: true, because, statement, ruling } : { passes: false, because, ruling };
  }
};

const NAMED: ReadonlySet<Ruling['verdict']> = new Set<Ruling['verdict']>([
  'with-attribution',
  'as-odbl',
  'with-statement',
  'as-layer-allows',
]);

/** Whether each value may go to the destination: a permit for all of them, or which were refused and why. */
export function gate(
  values: readonly LeavingValue[],
  destination: Destination,
  context: Readonly<{ statements: readonly Statement[] }>,
): GateAnswer {
  const seals = new Set<string>();
  const attributions = new Set<string>();
  const warnings = new Set<string>();
  const statements = new Set<Statement>();
  const refused: { value: LeavingValue; because: string }[] = [];
  let production = true;
  let odbl = false;
  for (const value of values) {
    const seal = sealOf(value);
    if (seals.has(seal)) continue;
    const { passes, because, statement, ruling } = passage(value, destination, context.statements);
    if (!passes) {
      refused.push({ value, because });
      continue;
    }
    seals.add(seal);
    if (ruling.verdict === 'sample-only') production = false;
    if (ruling.verdict === 'as-odbl') odbl = true;
    if (statement) statements.add(statement);
    if (statement || !ruling.source.startsWith('http')) {
      if (ruling.verdict === 'with-statement' || ruling.verdict === 'with-attribution')
        warnings.add(`${value.origin.licence}: ${ruling.words} (${statement?.url ?? ruling.source})`);
    }
    if (NAMED.has(ruling.verdict) || statement)
      attributions.add(value.origin.attribution ?? value.origin.layer?.id ?? value.origin.licence);
  }
  if (refused.length > 0) return { permit: null, refused };
  const permit = {
    destination,
    production,
    attributions: [...attributions].sort(),
    odbl,
    statements: [...statements],
    warnings: [...warnings].sort(),
    count: seals.size,
  } as unknown as Permit;
  given.set(permit, seals);
  return { permit: Object.freeze(permit), refused };
}

/** @throws Error where the permit is not the gate's, is for somewhere else, or does not cover one of the values */
export function mustCover(
  permit: Permit,
  destinations: readonly Destination[],
  values: Iterable<LeavingValue>,
): void {
  const seals = given.get(permit);
  if (!seals) throw new Error('this permit was not made by the licence gate');
  if (!destinations.includes(permit.destination))
    throw new Error(`a permit for ${permit.destination} does not lead to ${destinations.join(' or ')}`);
  for (const value of values)
    if (!seals.has(sealOf(value)))
      throw new Error(`the permit does not cover ${value.key}=${value.value} (${value.origin.licence})`);
}

/** Whether volunteers may only be told where to look: the official values may not go to OSM, and no statement says otherwise. */
export const mustLookHere = (challenge: Pick<Challenge, 'official' | 'statements'>): boolean => {
  const { licence, attribution } = challenge.official;
  const value = { key: '@position', value: '', origin: { licence, attribution } };
  return !passage(value, 'osm', challenge.statements).passes;
};
