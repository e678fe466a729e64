/** Progress of the scripts. `npm start` says it on stdout; a command whose stdout is its result says it on stderr. */
export const toStdout = { say: sentence => console.log(sentence), stdio: ['ignore', 'inherit', 'inherit'] };
export const toStderr = { say: sentence => console.error(sentence), stdio: ['ignore', 2, 'inherit'] };

/** Ends with one line that says what and how. */
export function giveUp(sentence) {
  console.error(sentence);
  process.exit(1);
}
