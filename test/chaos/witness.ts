import type { Observer } from './observer.ts';

/** What the runs of a challenge have left, without clocks and random ids: the same after the same data, whatever happened. */
export type Witness = Readonly<Record<string, readonly string[]>>;

const QUESTIONS: Readonly<Record<string, string>> = {
  runs: `select state || ' ' || step || ' ' || coalesce(error, '') || ' ' || summary::text as line
    from runs where challenge_id = $1 order by requested_at, id`,
  tasks: `select concat_ws(' ', id, place_id, state, outcome, array_to_string(kinds, ','), facts_digest, name,
      st_astext(geom), reason::text) as line
    from tasks where challenge_id = $1 order by id collate "C"`,
  events: `select concat_ws(' ', e.task_id, e.event, e.from_state, e.to_state, e.data::text,
      (select count(*) from runs r where r.challenge_id = $1 and r.requested_at <= o.requested_at)) as line
    from task_events e join tasks t on t.id = e.task_id left join runs o on o.id = e.run_id
    where t.challenge_id = $1 order by e.task_id collate "C", e.id`,
  places: `select concat_ws(' ', id, official_id, community_id, name, st_astext(geom), vanished_at is not null) as line
    from places where challenge_id = $1 order by id collate "C"`,
  findings: `select verdict || ' ' || count(*) || ' ' || md5(string_agg(finding::text, '' order by seq)) as line
    from findings where run_id = (select id from runs where challenge_id = $1 order by requested_at desc, id limit 1)
    group by verdict order by verdict`,
  snapshots: `select concat_ws(' ', side, state, hash, rows,
      (select count(*) || ' ' || count(distinct f.id) from features f where f.snapshot_id = s.id and s.state <> 'old')) as line
    from snapshots s where challenge_id = $1 order by side, state, hash`,
};

export async function witness(observer: Observer, challenge: string): Promise<Witness> {
  const said: Record<string, string[]> = {};
  for (const [what, question] of Object.entries(QUESTIONS))
    said[what] = (await observer.ask<{ line: string }>(question, [challenge])).map(({ line }) => line);
  return said;
}

/** In which lines two accounts differ; none when they are the same. */
export function differences(expected: Witness, found: Witness): string[] {
  const out: string[] = [];
  for (const what of Object.keys(QUESTIONS)) {
    const [before, after] = [expected[what] ?? [], found[what] ?? []];
    for (const line of without(before, after)) out.push(`${what}: lost ${line}`);
    for (const line of without(after, before)) out.push(`${what}: not expected ${line}`);
    if (before.length === after.length && out.length === 0 && before.some((line, i) => line !== after[i]))
      out.push(`${what}: in another order`);
  }
  return out;
}

/** Each line as often as it is there more than in the other. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter(line => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
