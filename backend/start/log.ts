import { pino } from 'pino';

const LEVELS: Readonly<Record<number, string>> = pino.levels.labels;

/** JSON lines on stderr; on a terminal a line for people. */
export function makeLog(level: string): pino.Logger {
  if (!process.stderr.isTTY) return pino({ level }, pino.destination(2));
  return pino({ level }, { write: line => void process.stderr.write(`${forPeople(line)}\n`) });
}

/** "14:03:07 warn  connection failed: read ECONNRESET", and the rest of the fields behind it. */
function forPeople(line: string): string {
  const { time, level, msg, err, pid, hostname, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const clock = new Date(Number(time)).toTimeString().slice(0, 8);
  const { message, stack } = (err ?? {}) as { message?: string; stack?: string };
  const words = [msg, message].filter(Boolean).join(': ');
  const fields = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
  const trace = Number(level) >= 50 && stack ? `\n${stack}` : '';
  return `${clock} ${(LEVELS[Number(level)] ?? '').padEnd(5)} ${words}${fields}${trace}`;
}
