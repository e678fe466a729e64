import { UsageFault } from './cli/usage-fault.ts';
import { FileFault } from './sources/file-fault.ts';

type Command = (args: readonly string[]) => Promise<number>;

/** Loaded when called: `match` must not wait for the database's client to load. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  match: async () => (await import('./cli/match.ts')).match,
  explain: async () => (await import('./cli/explain.ts')).explain,
  run: async () => (await import('./cli/run.ts')).run,
  schedule: async () => (await import('./cli/schedule.ts')).schedule,
  export: async () => (await import('./cli/export.ts')).exportTo,
  backup: async () => (await import('./cli/backup.ts')).backup,
  restore: async () => (await import('./cli/restore.ts')).restore,
  forget: async () => (await import('./cli/forget.ts')).forget,
  admin: async () => (await import('./cli/admin.ts')).admin,
  doctor: async () => (await import('./cli/doctor.ts')).doctor,
};

const USAGE = `jalon COMMAND
  match    compare two files: --official FILE --community FILE --out FILE
  explain  say why one feature was paired or not: --official FILE --community FILE --id ID
  run      bring a challenge's tasks up to date: CHALLENGE [--official FILE_OR_URL] [--community FILE_OR_URL]
  schedule compare a challenge again by itself: [CHALLENGE --cron '0 4 * * *' --timezone ZONE | --off]
  export   write what was settled: CHALLENGE --format osc|josm|geojson|csv --out FILE
  backup   write everything into one file, also while Jalon runs: FILE
  restore  fill an empty place of any setting with a backup: FILE
  forget   delete accounts again that a restored backup brought back: PERSON_ID…
  admin    print a link that makes whoever opens it, signed in, an admin
  doctor   say what is set up, what is missing, and how to get it
  help     this text

jalon COMMAND --help says more.`;

const oneLine = (text: string): string => text.replace(/\s*\n\s*/gu, '; ').trim();

/** What a person must put right is their input (2); anything else is a fault of ours (1). */
const codeOf = (error: unknown): 1 | 2 =>
  error instanceof FileFault ||
  error instanceof UsageFault ||
  (error instanceof Error && error.name === 'ConfigFault')
    ? 2
    : 1;

const main = async (): Promise<number> => {
  const [name = '', ...args] = process.argv.slice(2);
  if (name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) {
    process.stderr.write(
      `${name === '' ? 'a command is needed' : `there is no command "${name}"`}\n${USAGE}\n`,
    );
    return 2;
  }
  try {
    return await (await load())(args);
  } catch (error) {
    const code = codeOf(error);
    const message = error instanceof Error ? error.message : String(error);
    const usage = error instanceof UsageFault;
    process.stderr.write(`jalon ${name}: ${usage ? message : oneLine(message)}\n`);
    if (code === 1 && error instanceof Error && process.env['JALON_TRACE'])
      process.stderr.write(`${error.stack}\n`);
    return code;
  }
};

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader such as `head` has seen enough; what remains to be said goes to stderr.
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await main();
