import type { Program } from '../servers/jalon-process.ts';
import type { Setting } from '../servers/setting.ts';
import { openInstallation } from './installation.ts';
import { observe } from './observer.ts';
import { playRound, type RoundResult } from './round.ts';
import { differences, type Witness } from './witness.ts';

export type ChaosOptions = Readonly<{
  rounds: number;
  /** Of the first round; each further one has the next. */
  seed: number;
  settings: readonly Setting[];
  program: Program;
  say: (line: string) => void;
}>;

export type ChaosReport = Readonly<{
  bad: number;
  struck: Readonly<Record<string, number>>;
  seconds: number;
}>;

/** lines of a verdict that are shown */
const SHOWN = 12;

/** Plays rounds in each setting, and compares each with one in which nothing happened. */
export async function chaos({ rounds, seed, settings, program, say }: ChaosOptions): Promise<ChaosReport> {
  const began = performance.now();
  const struck: Record<string, number> = {};
  let bad = 0;
  let first: Witness | null = null;
  let played = 0;
  for (const [i, setting] of settings.entries()) {
    // As even as it goes, in one stretch for each setting: opening an installation takes as long as a round.
    const share =
      Math.floor(((i + 1) * rounds) / settings.length) - Math.floor((i * rounds) / settings.length);
    if (share === 0) continue;
    const installation = await openInstallation(setting, program);
    const observer = observe(installation);
    try {
      const calm = await playRound(installation, observer, null, null);
      const problems = [...calm.problems, ...(first && calm.witness ? differences(first, calm.witness) : [])];
      if (!calm.witness || problems.length > 0) {
        bad += share;
        say(`- ${setting}: WRONG when nothing happens`);
        for (const problem of problems.slice(0, SHOWN)) say(`    ${problem}`);
        continue;
      }
      first ??= calm.witness;
      say(`- ${setting}: nothing happens, ${seconds(calm)}, ${calm.witness.tasks!.length} tasks`);
      for (let n = 0; n < share; n++) {
        const mine = seed + played++;
        const result = await playRound(installation, observer, mine, {
          witness: calm.witness,
          durations: calm.durations,
        });
        for (const { blow, step } of result.struck)
          struck[`${blow} at ${step}`] = (struck[`${blow} at ${step}`] ?? 0) + 1;
        say(lineOf(mine, setting, result));
        for (const problem of result.problems.slice(0, SHOWN)) say(`    ${problem}`);
        if (result.problems.length > 0) {
          bad++;
          say(`    repeat: npm run chaos -- runs --count 1 --seed ${mine} --setting ${setting}`);
        }
        // Whatever it left would be the next one's: that one begins on a new installation.
        if (!result.witness) break;
      }
    } finally {
      await observer.close();
      await installation.close();
    }
  }
  return { bad, struck, seconds: (performance.now() - began) / 1000 };
}

const seconds = (result: RoundResult): string => `${result.seconds.toFixed(1)} s`;

function lineOf(seed: number, setting: Setting, result: RoundResult): string {
  const blows = result.struck
    .map(({ blow, during, step }) => `${blow} at ${step} of run ${during}`)
    .join(', ');
  return `${seed} ${setting}: ${blows}; ${seconds(result)}; ${result.problems.length > 0 ? 'WRONG' : 'the same'}`;
}
