import type { Fix, TagChoice } from '../answer/answer.ts';
import type { Finding } from '../discrepancy/discrepancy.ts';
import type { Feature } from '../feature.ts';
import { positionProblem, tagProblem } from './check-edit.ts';
import { type Planned, refusal } from './effect.ts';
import { rounded } from './element-ref.ts';
import type { Whereabouts, Wish } from './merge.ts';

/** An answer, read against the facts it was given about. */
export type ReadFix = Readonly<{
  /** The element that is edited; null: a new one is added. */
  target: Feature | null;
  where: Whereabouts | null;
  tags: ReadonlyMap<string, Wish>;
  /** Other elements that carry the official identifier wrongly, and the keys they lose. */
  bearers: readonly Readonly<{ feature: Feature; choices: readonly TagChoice[] }>[];
  /** Features that are merged into the target. */
  merged: readonly Feature[];
  lifecycle: Fix['lifecycle'];
}>;

const candidateOf = (facts: Finding): Feature | null => {
  const asked = facts.discrepancies.find(({ kind }) => kind === 'possible-match');
  const id = asked?.kind === 'possible-match' ? asked.candidate : null;
  return facts.others.find(other => other.side === 'community' && other.id === id) ?? null;
};

/** Every feature of the map's side that the facts hold, by id. */
const communityOf = (facts: Finding): ReadonlyMap<string, Feature> =>
  new Map(
    [facts.community, ...facts.others]
      .filter((feature): feature is Feature => feature?.side === 'community')
      .map(feature => [feature.id, feature]),
  );

export function readFix(facts: Finding, fix: Fix): Planned<ReadFix> {
  const features = communityOf(facts);
  for (const { key, value } of fix.tags) {
    // A key is looked at on its own where it is taken away.
    const problem = tagProblem(key, value === null ? 'x' : value.trim());
    if (problem) return refusal('invalid-value', problem);
  }
  const problem = fix.position && positionProblem(fix.position.at);
  if (problem) return refusal('invalid-value', problem);

  const conflicts = facts.discrepancies.filter(found => found.kind === 'identifier-conflict');
  // An identifier that is taken away is taken from its wrong bearer: the place of the task is the right one.
  const taken = fix.tags.filter(
    ({ key, value }) => value === null && conflicts.some(found => found.key === key),
  );
  const bearers = [...new Set(conflicts.map(({ other }) => other))].sort().flatMap(other => {
    const feature = features.get(other);
    const choices = taken.filter(({ key }) =>
      conflicts.some(found => found.other === other && found.key === key),
    );
    return feature && choices.length > 0 ? [{ feature, choices }] : [];
  });

  const twins = facts.discrepancies.filter(found => found.kind === 'duplicate' && found.side === 'community');
  const group = twins.length > 0 && facts.community ? [facts.community.id] : [];
  for (const found of twins) if (found.kind === 'duplicate') group.push(...found.others);
  let merged: readonly Feature[] = [];
  let target = facts.community ?? (fix.same ? candidateOf(facts) : null);
  if (fix.same && !target)
    return refusal('invalid-value', 'the candidate is not among the facts of the task');
  if (fix.keep !== undefined && group.length > 0) {
    const kept = group.includes(fix.keep) ? features.get(fix.keep) : undefined;
    if (!kept) return refusal('invalid-value', `${fix.keep} is not one of the duplicates`, fix.keep);
    target = kept;
    merged = group.filter(id => id !== fix.keep).flatMap(id => features.get(id) ?? []);
  }

  return {
    target,
    where: fix.position ? { at: rounded(fix.position.at), origin: fix.position.origin } : null,
    tags: new Map(
      fix.tags
        .filter(choice => !taken.includes(choice))
        .map(({ key, value, origin }) => [key, { value: value === null ? null : value.trim(), origin }]),
    ),
    bearers,
    merged,
    lifecycle: fix.lifecycle,
  };
}
