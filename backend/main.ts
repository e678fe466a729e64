import { ConfigFault, loadConfig } from './config.ts';
import { Closing } from './start/closing.ts';
import { makeLog } from './start/log.ts';
import { start } from './start/start.ts';
import { firstLine, StartFault } from './store/opening/start-fault.ts';

const closing = new Closing();

async function stop(complain: (words: string) => void, code: number): Promise<never> {
  await closing.run(complain);
  process.exit(code);
}

/** One line for what a person can set right; the whole trace for what is our fault. */
function explain(fault: unknown): void {
  if (fault instanceof ConfigFault)
    for (const problem of fault.problems) console.error(`Jalon cannot start: ${problem}`);
  else if (fault instanceof StartFault) console.error(`Jalon cannot start: ${firstLine(fault)}`);
  else console.error('Jalon cannot start:', fault);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (closing.begun) process.exit(130);
    console.error('Stopping; once more to stop at once.');
    void stop(words => console.error(words), 0);
  });
try {
  const config = loadConfig();
  const log = makeLog(config.logLevel);
  await start(config, log, closing, () => stop(words => log.warn(words), 1));
} catch (fault) {
  // After a signal the start fails because everything is being closed: that is no news.
  if (!closing.begun) {
    explain(fault);
    await stop(words => console.error(words), 1);
  }
}
