import { type Kysely, sql } from 'kysely';
import type { Finding } from '../../core/discrepancy/discrepancy.ts';
import { cleanText, inParts, jsonb } from '../jsonb.ts';
import type { Database } from '../tables.ts';

/** rows of one statement; a finding holds two features, three kilobytes or so */
const PART = 2500;

export type FindingRow = Readonly<{ verdict: 'match' | 'possible' | 'none'; finding: Finding }>;

/** What an earlier attempt of a run wrote. */
export async function dropFindings(transaction: Kysely<Database>, run: string): Promise<void> {
  await transaction.deleteFrom('findings').where('run_id', '=', run).execute();
}

/** Adds findings of a run. @param first position of the first of them; a position that is taken keeps what it has */
export async function addFindings(
  transaction: Kysely<Database>,
  challenge: string,
  run: string,
  findings: readonly FindingRow[],
  first: number,
): Promise<void> {
  let seq = first;
  for (const part of inParts(findings, PART)) {
    const rows = part.map(({ verdict, finding }) => ({
      seq: seq++,
      o: finding.official && cleanText(finding.official.id),
      c: finding.community && cleanText(finding.community.id),
      verdict,
      p: finding.match?.probability,
      d: finding.match?.distance,
      evidence: finding.match?.evidence ?? [],
      finding: withoutWhatFeaturesHold(finding),
    }));
    await sql`
      insert into findings (challenge_id, run_id, seq, official_id, community_id, verdict, probability, distance, evidence, finding)
      select ${challenge}, ${run}, seq, o, c, verdict, p, d, evidence, finding
      from jsonb_to_recordset(${jsonb(rows)}::jsonb)
        as r (seq integer, o text, c text, verdict text, p real, d real, evidence jsonb, finding jsonb)
      on conflict (run_id, seq) do nothing`.execute(transaction);
  }
}

/** Agreeing pairs are most of a good dataset, and nobody is asked about them: their drawings stay in `features`. */
function withoutWhatFeaturesHold(finding: Finding): Finding {
  if (finding.discrepancies.length > 0) return finding;
  const lean = (feature: Finding['official']) =>
    feature && { side: feature.side, id: feature.id, at: feature.at, tags: feature.tags };
  return { ...finding, official: lean(finding.official), community: lean(finding.community) };
}

export async function countFindings(store: Kysely<Database>, run: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from findings where run_id = ${run}`.execute(store);
  return rows[0]!.count;
}

/** In the comparison's own order. */
export async function findingsOf(store: Kysely<Database>, run: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (;;) {
    const rows = await store
      .selectFrom('findings')
      .select('finding')
      .where('run_id', '=', run)
      .where('seq', '>=', findings.length)
      .where('seq', '<', findings.length + PART * 4)
      .orderBy('seq')
      .execute();
    for (const row of rows) findings.push(row.finding);
    if (rows.length < PART * 4) return findings;
  }
}

/** Findings are those of the last comparison only; what the next run has written by now stays. */
export async function dropOtherFindings(
  store: Kysely<Database>,
  challenge: string,
  run: string,
): Promise<void> {
  await sql`
    delete from findings f using runs r
    where f.challenge_id = ${challenge} and f.run_id <> ${run} and r.id = f.run_id and r.state <> 'running'`.execute(
    store,
  );
}
