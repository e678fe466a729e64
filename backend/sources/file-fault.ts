/**
 * A file that cannot be read as a whole. `place` is where in it (line, column, byte, or the option that names it),
 * `reason` why, both for people; the message is one line: `FILE: PLACE: REASON`.
 */
export class FileFault extends Error {
  readonly file: string;
  readonly place: string;
  readonly reason: string;

  constructor(file: string, place: string, reason: string, options?: ErrorOptions) {
    super(`${file}: ${place}: ${reason}`.replace(/\s+/gu, ' '), options);
    this.name = 'FileFault';
    this.file = file;
    this.place = place;
    this.reason = reason;
  }
}
