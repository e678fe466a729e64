/** A clock that a test moves. */
export type Clock = { now: Date; pass(seconds: number): void };
export const clock = (start = '2026-05-01T12:00:00.000Z'): Clock => ({
  now: new Date(start),
  pass(seconds) {
    this.now = new Date(this.now.getTime() + seconds * 1000);
  },
});
