import { type CronExpression, CronExpressionParser } from 'cron-parser';

export type Timing = Readonly<{
  /** cron, five fields: minute, hour, day of the month, month, day of the week */
  pattern: string;
  /** IANA name of the zone whose clocks the pattern speaks of */
  timezone: string;
}>;

/** Minutes between two runs of one challenge, at least: whoever publishes the data pays for every visit. */
export const SHORTEST = 15;

/** The first times after a moment. An hour that clocks leave out is made up for after it, one that comes twice counts once. */
export function timesAfter({ pattern, timezone }: Timing, after: Date, count: number): Date[] {
  const times = CronExpressionParser.parse(pattern, { tz: timezone, currentDate: after });
  return Array.from({ length: count }, () => times.next().toDate());
}

/** What a person must put right before a schedule can be kept; null where nothing is wrong. */
export function timingFault({ pattern, timezone }: Timing, now: Date): string | null {
  if (!isZone(timezone)) return `there is no time zone "${timezone}"${meant(timezone)}`;
  const fields = pattern.trim().split(/\s+/);
  if (pattern.trim() === '' || fields.length !== 5)
    return `"${pattern}" is no pattern of five fields: minute, hour, day of the month, month, day of the week, as in '0 4 * * *' for every day at four`;
  // cron-parser takes H for a number by chance, another one each time it is asked.
  if (fields.some(field => /(^|,)H/i.test(field))) return `"${pattern}": write a number instead of H`;
  let read: CronExpression;
  try {
    read = CronExpressionParser.parse(pattern, { tz: timezone, currentDate: now });
    read.next();
  } catch (fault) {
    return `"${pattern}" cannot be used: ${(fault as Error).message}`;
  }
  const gap = shortestGap(read);
  return gap < SHORTEST
    ? `"${pattern}" asks again after ${gap} minute${gap === 1 ? '' : 's'}: leave at least ${SHORTEST}, so that the servers behind the sources are not worn out`
    : null;
}

/** Minutes, within an hour or over the end of one that another may follow, whatever the day. */
function shortestGap({ fields }: CronExpression): number {
  const minutes = fields.minute.values.map(Number);
  const hours = new Set(fields.hour.values.map(Number));
  const within = minutes.slice(1).map((minute, i) => minute - minutes[i]!);
  const follows = [...hours].some(hour => hours.has((hour + 1) % 24));
  const over = follows ? [60 - minutes.at(-1)! + minutes[0]!] : [];
  return Math.min(60, ...within, ...over);
}

function isZone(name: string): boolean {
  // cron-parser knows "local", which is another zone on every machine.
  if (name === '' || /^local$/i.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}

/** Zones whose name has the word in it, a few at most. */
function meant(word: string): string {
  const plain = word.trim().toLowerCase().replaceAll(' ', '_');
  const near = Intl.supportedValuesOf('timeZone').filter(
    zone => plain.length > 2 && zone.toLowerCase().includes(plain),
  );
  return near.length > 0
    ? `; did you mean ${near.slice(0, 3).join(' or ')}?`
    : ": use an IANA name such as 'Europe/Brussels'";
}
