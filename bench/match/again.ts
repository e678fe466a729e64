import { match } from '../../backend/cli/match.ts';

/** What a process of its own does: the command line's `match` with these arguments, so many times. */
export type Again = Readonly<{ args: readonly string[]; times: number }>;

const { args, times }: Again = JSON.parse(process.argv[2] ?? '');
const seconds: number[] = [];
for (let n = 0; n < times; n++) {
  const start = performance.now();
  await match(args);
  seconds.push((performance.now() - start) / 1000);
}
process.stdout.write(JSON.stringify(seconds));
