/** The smallest and the largest id of some elements. */
export class IdRange {
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  /** Whether there is an id at all. */
  get some(): boolean {
    return this.min <= this.max;
  }

  add(id: number): void {
    if (id < this.min) this.min = id;
    if (id > this.max) this.max = id;
  }
}
