import { parseArgs } from 'node:util';
import { SETTINGS, type Setting } from '../servers/setting.ts';
import { chaos } from './chaos.ts';

const USAGE = `npm run chaos -- runs [--count N] [--seed S] [--setting postgres|redis|embedded|all]
  Kills API, worker, PostgreSQL and Redis in the middle of runs, and compares what comes of it with runs that
  nobody disturbed. Ends with 1 when anything differs.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '5' },
    seed: { type: 'string' },
    setting: { type: 'string', default: 'all' },
    program: { type: 'string', default: 'built' },
  },
});
const count = Number(values.count);
const seed = values.seed === undefined ? Math.floor(Math.random() * 1e6) : Number(values.seed);
const settings = values.setting === 'all' ? ['postgres', 'redis', 'embedded'] : [values.setting];
const known = settings.every(one => (SETTINGS as readonly string[]).includes(one));
if (
  positionals.join() !== 'runs' ||
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
const report = await chaos({
  rounds: count,
  seed,
  settings: settings as Setting[],
  program: values.program === 'sources' ? 'sources' : 'built',
  say: line => console.log(line),
});
console.log(`\n${count} rounds in ${Math.round(report.seconds)} s, ${report.bad} wrong; struck:`);
for (const [what, times] of Object.entries(report.struck).sort()) console.log(`  ${times} × ${what}`);
process.exit(report.bad > 0 ? 1 : 0);
