import { takeLock } from '../../../backend/store/opening/lock.ts';

/** Takes the lock of the folder named, says so, and keeps it until it is killed or its input ends. */
const taken = await takeLock(process.argv[2]!);
process.stdout.write('lock' in taken ? 'held\n' : `refused by ${taken.holder.pid}\n`);
if (!('lock' in taken)) process.exit(0);
process.stdin.resume();
process.stdin.on('end', () => {
  taken.lock.release();
  process.exit(0);
});
