import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './root.mjs';

/** milliseconds; nothing here takes longer, so an older turn was left behind */
const LONGEST = 20 * 60_000;

/** Two commands that install or build at once would write the same files: the second waits, then looks again. */
export async function inTurn(say, work) {
  const file = join(root, '.cache', 'turn');
  mkdirSync(join(root, '.cache'), { recursive: true });
  for (let said = false; !take(file); said = true) {
    if (!said) say('Waiting for another command that installs or builds …');
    await pause(300);
  }
  const leave = () => rmSync(file, { force: true });
  process.once('exit', leave);
  try {
    return await work();
  } finally {
    process.removeListener('exit', leave);
    leave();
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (fault) {
    if (fault.code !== 'EEXIST') throw fault;
    if (isLeftBehind(file)) rmSync(file, { force: true });
    return false;
  }
}

function isLeftBehind(file) {
  try {
    const age = Date.now() - statSync(file).mtimeMs;
    const pid = Number(readFileSync(file, 'utf8'));
    // Another one has only just made the file and not written its number.
    if (!pid) return age > 5_000;
    if (age > LONGEST) return true;
    process.kill(pid, 0);
    return false;
  } catch (fault) {
    return fault.code === 'ESRCH';
  }
}
