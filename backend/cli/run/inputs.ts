import { mergeOverrides } from '../../../jobs/definition.ts';
import type { Challenge } from '../../core/challenge/challenge.ts';
import { isRemote } from '../../sources/is-remote.ts';
import type { RunRow } from '../../store/runs/runs.ts';
import type { RunInputs, SourceOverride } from '../../store/tables.ts';
import { filterOf, officialOf } from '../flags.ts';
import { fromHere } from '../here.ts';
import { UsageFault } from '../usage-fault.ts';

/** The flags of `jalon run`. */
export type Told = Readonly<{
  official?: string;
  community?: string;
  'official-id'?: string;
  map?: readonly string[];
  crs?: string;
  x?: string;
  y?: string;
  filter?: readonly string[];
  accept?: boolean;
}>;

/** What the run reads: as told, else as the last one, else as the definition says. */
export function inputsOf(definition: Challenge, told: Told, last: RunRow | null): RunInputs {
  const official = source(told.official) ?? last?.inputs.official ?? definition.official.at;
  const community = source(told.community) ?? last?.inputs.community ?? definition.community.at;
  if (official === undefined || community === undefined) {
    const missing = [official === undefined && '--official', community === undefined && '--community'];
    throw new UsageFault(
      `${definition.id} has no sources of its own: name ${missing.filter(Boolean).join(' and ')}: a file or an address each, or overpass:AREA for the map`,
    );
  }
  const accept = told.accept ? heldHashes(definition.id, last) : null;
  // What is accepted was read as the held run was told to.
  const override = accept ? acceptedOverride(last, overrideOf(told)) : overrideOf(told);
  return { official, community, ...(override && { override }), ...(accept && { accept }) };
}

const source = (text: string | undefined): string | undefined =>
  text === undefined || isRemote(text) ? text : fromHere(text);

function heldHashes(challenge: string, last: RunRow | null): string[] {
  if (last?.state !== 'held')
    throw new UsageFault(`no run of ${challenge} is held: there is nothing to accept`);
  const seen = [last.summary.official?.hash, last.summary.community?.hash].filter(hash => hash !== undefined);
  // What was accepted before stays so: else two sides that are both held would be held in turn for ever.
  return [...new Set([...(last.inputs.accept ?? []), ...seen])];
}

function acceptedOverride(last: RunRow | null, told: SourceOverride | null): SourceOverride | null {
  const merged = mergeOverrides(last?.inputs.override ?? {}, told ?? undefined);
  return Object.keys(merged).length > 0 ? merged : null;
}

function overrideOf(told: Told): SourceOverride | null {
  const official = officialOf(told);
  const some = Object.keys(official).length > 0;
  if (!some && !told.filter) return null;
  return {
    ...(some && { official }),
    ...(told.filter && { community: { filter: told.filter.map(filterOf) } }),
  };
}
