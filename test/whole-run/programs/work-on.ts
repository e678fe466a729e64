import { findRun } from '../../../backend/store/runs/runs.ts';
import { recover } from '../../../jobs/rounds/recover.ts';
import { openJalon } from '../../open-jalon.ts';
import { embeddedIn } from '../../servers/setting.ts';

/** Starts a Jalon on the folder named and says each step of the run named as it begins, then `ended` or why it did not. */
const [folder, run] = process.argv.slice(2);
const jalon = await openJalon(embeddedIn(folder!));
await recover(jalon.store, jalon.queues, { silence: 0, evenReady: true });
await jalon.work();
let said = '';
for (;;) {
  const row = (await findRun(jalon.store, run!))!;
  const now =
    row.state === 'running' ? row.step : row.state === 'done' ? 'ended' : `${row.state} ${row.error}`;
  if (now !== said) {
    said = now;
    process.stdout.write(`${now}\n`);
  }
  if (row.state !== 'running' && row.state !== 'waiting') break;
  await new Promise(resolve => setTimeout(resolve, 20));
}
await jalon.close();
