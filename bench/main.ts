import { accuracy } from './accuracy.ts';
import { changesets } from './changesets.ts';
import { extract } from './extract.ts';
import { FlagFault, type Flags, readFlags } from './flags.ts';
import { match } from './match.ts';
import { page } from './page.ts';
import { type Report, show } from './show.ts';
import { tasks } from './tasks.ts';
import { unchanged } from './unchanged.ts';
import { workers } from './workers.ts';

/** Every benchmark by name. A new one is a line here. */
const BENCHMARKS: Readonly<Record<string, (flags: Flags) => Promise<Report>>> = {
  match,
  accuracy,
  extract,
  workers,
  unchanged,
  tasks,
  changesets,
  page,
};

const [name = '', ...rest] = process.argv.slice(2);
const benchmark = BENCHMARKS[name];
try {
  if (!benchmark) {
    const words = name === '' ? 'No benchmark named' : `No benchmark is called "${name}"`;
    throw new FlagFault(`${words}. There are: ${Object.keys(BENCHMARKS).join(', ')}.`);
  }
  show(await benchmark(readFlags(rest)));
} catch (fault) {
  if (!(fault instanceof FlagFault)) throw fault;
  console.error(fault.message);
  process.exitCode = 2;
}
