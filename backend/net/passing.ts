/** What a later try may change: the server is busy, the line broke, the body is only half there. */
export class Passing extends Error {
  override name = 'Passing';
  /** milliseconds that the server asks to wait; 0 where it does not say */
  readonly wait: number;
  constructor(words: string, wait = 0, options?: ErrorOptions) {
    super(words, options);
    this.wait = wait;
  }
}

/** seconds */
const HOUR = 3600;
const DAY = 24 * HOUR;

/** Statuses that a later try may change. 509 is what some servers say to heavy users instead of 429. */
export const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504, 509]);

/** `Retry-After` (RFC 9110, 10.2.3): seconds or a date, as milliseconds from now. */
export function retryAfter(header: string | string[] | null | undefined): number {
  const text = String(header ?? '').trim();
  if (text === '') return 0;
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : 0;
}

/** For people: "40 seconds", "12 minutes", "3 days". */
export function waitWords(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 120) return `${seconds} second${seconds === 1 ? '' : 's'}`;
  if (seconds < 2 * HOUR) return `${Math.round(seconds / 60)} minutes`;
  if (seconds < 2 * DAY) return `${Math.round(seconds / HOUR)} hours`;
  return seconds < 366 * DAY ? `${Math.round(seconds / DAY)} days` : 'more than a year';
}
