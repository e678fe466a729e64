/** The smallest and the largest id of some elements. */
export class IdRange {
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  add(id: number): void {
    if (id < this.min) this.min = id;
    if (id > this.max) this.max = id;
  }
}
