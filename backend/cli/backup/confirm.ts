import { createInterface } from 'node:readline/promises';
import { UsageFault } from '../usage-fault.ts';

const WORD = 'replace';

/**
 * Asks on the terminal to write a word.
 * @throws UsageFault where there is no terminal, or something else was written
 */
export async function confirm(what: string): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new UsageFault(`${what}\nThere is no terminal to ask on: add --yes to do it`);
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const said = await asking.question(`${what}\nWrite "${WORD}" to do it: `);
    if (said.trim() !== WORD) throw new UsageFault('nothing was changed');
  } finally {
    asking.close();
  }
}
