import { loadChallenge } from '../../jobs/load-challenges.ts';
import { timesAfter, timingFault } from '../../jobs/schedules/schedule-times.ts';
import { loadConfig } from '../config.ts';
import { commandWords } from '../core/command-words.ts';
import type { Store } from '../store/connect.ts';
import { knownInputs } from '../store/runs/run-inputs.ts';
import { findRun } from '../store/runs/runs.ts';
import { dropSchedule, findSchedule, type ScheduleRow, saveSchedule, schedules } from '../store/schedules.ts';
import { auditCommand } from './audit-command.ts';
import { challengeNamed } from './challenge-named.ts';
import { flagsOf, HELP, oneChallenge, TEXT } from './flags.ts';
import { scheduleWords } from './schedule/words.ts';
import { UsageFault } from './usage-fault.ts';
import { withStore } from './with-store.ts';

const USAGE = `jalon schedule
jalon schedule CHALLENGE [--cron '0 4 * * *' [--timezone Europe/Brussels] | --off]

Compares a challenge again by itself, with the sources of its last run. Without options it lists what is kept, when it is
due next and how the last time ended.

  --cron PATTERN    minute, hour, day of the month, month, day of the week; between quotes. '0 4 * * *' is every day at four,
                    '30 6 * * mon-fri' every working day at half past six
  --timezone ZONE   the clock that the pattern goes by, an IANA name; unless told as before, and at first this machine's
  --off             no more by itself

It works while Jalon runs; what falls due meanwhile is done once at the next start. A source that cannot be read, or is
held, is tried again the next time. Settings as docs/settings.md has them.`;

type Told = Readonly<{ cron?: string; timezone?: string; off?: boolean }>;

/** Exit codes: 0 done, 2 a word of the command cannot be used. */
export async function schedule(args: readonly string[]): Promise<number> {
  const { values, positionals } = flagsOf({
    args: [...args],
    allowPositionals: true,
    options: { cron: TEXT, timezone: TEXT, off: { type: 'boolean' }, help: HELP },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  if (values.cron !== undefined && positionals.length > 1)
    throw new UsageFault(`put the pattern between quotes: --cron '0 4 * * *'`);
  if (values.off && (values.cron ?? values.timezone) !== undefined)
    throw new UsageFault('--off goes alone: there is nothing to keep');
  const told = (values.off ?? values.cron ?? values.timezone) !== undefined;
  const id = positionals.length > 0 || told ? oneChallenge(positionals, USAGE) : null;
  return withStore(loadConfig(), async store => {
    const words = id === null ? await listed(store) : await change(store, id, values, new Date());
    process.stdout.write(`${words}\n`);
    return 0;
  });
}

async function listed(store: Store): Promise<string> {
  const rows = await schedules(store);
  if (rows.length === 0)
    return `no challenge has a schedule; to make one: ${commandWords("schedule CHALLENGE --cron '0 4 * * *'")}`;
  return (await Promise.all(rows.map(row => wordsOf(store, row, 1)))).join('\n');
}

async function change(store: Store, id: string, told: Told, now: Date): Promise<string> {
  const { definition, template } = await challengeNamed(store, id);
  const before = await findSchedule(store, id);
  if (told.off) {
    if (!(await dropSchedule(store, id))) return `${id} had no schedule`;
    await auditCommand(store, { action: 'dropSchedule', challenge: id });
    return `${id} has no schedule any more`;
  }
  const pattern = told.cron ?? before?.pattern;
  if (pattern === undefined) {
    if (told.timezone !== undefined)
      throw new UsageFault(`${id} has no schedule yet: say when with --cron '0 4 * * *'`);
    return `${id} has no schedule; to make one: ${commandWords(`schedule ${id} --cron '0 4 * * *'`)}`;
  }
  if (before && told.cron === undefined && told.timezone === undefined) return wordsOf(store, before, 3);
  const timezone = told.timezone ?? before?.timezone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const fault = timingFault({ pattern, timezone }, now);
  if (fault !== null) throw new UsageFault(fault);
  if (!(await knownInputs(store, definition)))
    throw new UsageFault(
      `${id} does not know yet what to read: name both sources once, ${commandWords(`run ${id} --official FILE_OR_URL --community FILE_OR_URL_OR_OVERPASS`)}`,
    );
  if (template) await loadChallenge(store, template);
  const [due] = timesAfter({ pattern, timezone }, now, 1);
  await saveSchedule(store, { challenge_id: id, pattern, timezone, due_at: due! });
  await auditCommand(store, { action: 'saveSchedule', challenge: id, data: { pattern, timezone } });
  return wordsOf(store, (await findSchedule(store, id))!, 3);
}

async function wordsOf(store: Store, row: ScheduleRow, times: number): Promise<string> {
  const last = row.run_id === null ? null : await findRun(store, row.run_id);
  // The row says when it is due next, the pattern what follows.
  const next = [row.due_at, ...timesAfter(row, row.due_at, times - 1)];
  return scheduleWords(row, next, last);
}
