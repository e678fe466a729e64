/** Numbers, distances and times as people of a language say them. Units follow a narrow no-break space. */

const NARROW = '\u202f';

/** Making one costs as much as a hundred numbers, and a map has hundreds. */
const made = new Map<string, Intl.NumberFormat>();
function formatOf(language: string, digits: number, notation: 'standard' | 'compact'): Intl.NumberFormat {
  const key = `${language} ${digits} ${notation}`;
  const known = made.get(key);
  if (known) return known;
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: digits, notation });
  made.set(key, format);
  return format;
}

export function number(value: number, language: string, digits = 0): string {
  return formatOf(language, digits, 'standard').format(value);
}

/** 312, 1.2K, 34K. */
export function short(value: number, language: string): string {
  return formatOf(language, 1, 'compact').format(value);
}

/** 8 m, 214 m, 1.3 km, 42 km. */
export function distance(metres: number, language: string): string {
  if (metres < 999.5) return `${number(Math.round(metres), language)}${NARROW}m`;
  const km = metres / 1000;
  return `${number(km, language, km < 9.95 ? 1 : 0)}${NARROW}km`;
}

/** 0.974 → 97 %, but never 100 % of what is not certain, nor 0 % of what is possible. */
export function share(value: number, language: string): string {
  const percent = value >= 1 ? 100 : value <= 0 ? 0 : Math.min(99, Math.max(1, Math.round(value * 100)));
  return new Intl.NumberFormat(language, { style: 'percent' }).format(percent / 100);
}

const STEPS = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** "3 days ago"; `now` and `then` in milliseconds since 1970. */
export function ago(then: number, now: number, language: string): string {
  const seconds = (then - now) / 1000;
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return format.format(Math.round(seconds / length), unit);
  }
  return format.format(0, 'second');
}

/** "40 seconds", "10 minutes", "1 hour": never less than `seconds`. */
export function duration(seconds: number, language: string): string {
  const minutes = Math.ceil(seconds / 60);
  const [value, unit] =
    seconds < 60
      ? [Math.ceil(seconds), 'second']
      : minutes < 60
        ? [minutes, 'minute']
        : [Math.ceil(minutes / 60), 'hour'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}

export function exactTime(iso: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(iso));
}
