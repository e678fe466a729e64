import { giveUp } from './say.mjs';

const OLDEST = [20, 19];

/** Ends with a sentence when this Node.js is too old. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  giveUp(
    `Jalon needs Node.js ${OLDEST.join('.')} or later, this is ${process.versions.node}: see https://nodejs.org`,
  );
}
