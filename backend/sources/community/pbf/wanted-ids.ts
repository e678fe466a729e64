/** Ids in order, each once, to look up many others that mostly come in order too. */
export class WantedIds {
  readonly #ids: Float64Array;
  readonly size: number;
  #near = 0;

  /** `ids` in any order and as often as they like; the array is sorted in its place. */
  constructor(ids: Float64Array) {
    ids.sort();
    let size = 0;
    for (let i = 0; i < ids.length; i++) if (i === 0 || ids[i] !== ids[i - 1]) ids[size++] = ids[i]!;
    this.#ids = ids;
    this.size = size;
  }

  /** Which of the ids it is, from 0; -1 where it is none of them. */
  find(id: number): number {
    const ids = this.#ids;
    const near = this.#near;
    // Between two neighbours, or on one: most lookups are, where the others come in order.
    if (near < this.size && ids[near]! >= id && (near === 0 || ids[near - 1]! < id)) {
      return ids[near] === id ? near : -1;
    }
    this.#near = this.#first(id);
    return this.#near < this.size && ids[this.#near] === id ? this.#near : -1;
  }

  has(id: number): boolean {
    return this.find(id) >= 0;
  }

  /** Those of which a place, from 0, is asked for. */
  only(asked: (at: number) => boolean): WantedIds {
    return new WantedIds(this.#ids.subarray(0, this.size).filter((_, at) => asked(at)));
  }

  /** Whether one of the ids lies within these bounds, which belong to them. */
  some(min: number, max: number): boolean {
    const at = this.#first(min);
    return at < this.size && this.#ids[at]! <= max;
  }

  /** The first that is not smaller. */
  #first(id: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#ids[middle]! < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
