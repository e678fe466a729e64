import { accuracy } from './accuracy.ts';
import { match } from './match.ts';
import { show } from './show.ts';

/** Every benchmark by name. A new one is a line here. */
const BENCHMARKS = { match, accuracy } as const;

const [name = '', ...flags] = process.argv.slice(2);
const benchmark = BENCHMARKS[name as keyof typeof BENCHMARKS];
const { count, fault } = readFlags(flags);
if (!benchmark || fault) {
  const names = Object.keys(BENCHMARKS).join(', ');
  console.error(
    fault ??
      `${name === '' ? 'No benchmark named' : `No benchmark is called "${name}"`}. There are: ${names}.`,
  );
  process.exitCode = 2;
} else show(await benchmark(count));

/** `--count N`: places a side, where a benchmark makes its own. */
function readFlags(flags: readonly string[]): Readonly<{ count?: number; fault?: string }> {
  if (flags.length === 0) return {};
  const count = Number(flags[1]);
  return flags.length === 2 && flags[0] === '--count' && Number.isInteger(count) && count > 0
    ? { count }
    : { fault: 'After the name of a benchmark only `--count N` may follow, N a whole number above 0' };
}
