import { parseArgs } from 'node:util';
import { SETTINGS, type Setting } from '../servers/setting.ts';
import { chaos } from './chaos.ts';
import { chaosOfUploads } from './uploads/chaos-uploads.ts';

const USAGE = `npm run chaos -- runs [--count N] [--seed S] [--setting postgres|redis|embedded|all]
  Kills API, worker, PostgreSQL and Redis in the middle of runs, and compares what comes of it with runs that
  nobody disturbed.
npm run chaos -- uploads [--count N] [--seed S]
  Kills whoever uploads in the middle of each upload, to a test server on this machine that often fails while others
  edit the same places, and looks whether anything is doubled or lost.
Both end with 1 when anything is wrong.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string' },
    seed: { type: 'string' },
    setting: { type: 'string', default: 'all' },
    program: { type: 'string', default: 'built' },
  },
});
const what = positionals.join();
const count = Number(values.count ?? (what === 'uploads' ? '30' : '5'));
const seed = values.seed === undefined ? Math.floor(Math.random() * 1e6) : Number(values.seed);
const settings = values.setting === 'all' ? ['postgres', 'redis', 'embedded'] : [values.setting];
const known = settings.every(one => (SETTINGS as readonly string[]).includes(one));
if (
  (what !== 'runs' && what !== 'uploads') ||
  !Number.isInteger(count) ||
  count < 1 ||
  !Number.isInteger(seed) ||
  !known
) {
  console.error(USAGE);
  process.exit(2);
}
// Whatever was started ends with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const program = values.program === 'sources' ? 'sources' : 'built';
const say = (line: string) => console.log(line);
process.exit((await (what === 'runs' ? ofRuns() : ofUploads())) ? 0 : 1);

async function ofRuns(): Promise<boolean> {
  const report = await chaos({ rounds: count, seed, settings: settings as Setting[], program, say });
  say(`\n${count} rounds in ${Math.round(report.seconds)} s, ${report.bad} wrong; struck:`);
  for (const [what, times] of Object.entries(report.struck).sort()) say(`  ${times} × ${what}`);
  return report.bad === 0;
}

async function ofUploads(): Promise<boolean> {
  say(`Seed ${seed}`);
  const report = await chaosOfUploads({ count, seed, program, say });
  const { uploads, kills, faults, others, states, wrong, seconds } = report;
  say(
    `\n${uploads} uploads in ${Math.round(seconds)} s: ${kills} kills, ${faults} faults, ${others} edits by others`,
  );
  for (const [state, tasks] of Object.entries(states).sort()) say(`  ${tasks} tasks ${state}`);
  say(`${wrong.length} wrong`);
  for (const line of wrong) say(`  ${line}`);
  return wrong.length === 0;
}
