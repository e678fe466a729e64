/** Node ids of ways by way id, end to end in one typed array: relations may need any way of an extract. */
export class WayNodes {
  readonly #ranges = new Map<number, number>();
  #refs = new Float64Array(4096);
  #size = 0;

  /** A way that is written twice keeps what it had first, unless that was nothing. */
  set(id: number, nodes: readonly number[]): void {
    if (this.#ranges.has(id) && nodes.length === 0) return;
    while (this.#size + nodes.length + 1 > this.#refs.length) {
      const wider = new Float64Array(this.#refs.length * 2);
      wider.set(this.#refs);
      this.#refs = wider;
    }
    this.#ranges.set(id, this.#size);
    this.#refs[this.#size++] = nodes.length;
    for (const node of nodes) this.#refs[this.#size++] = node;
  }

  get(id: number): readonly number[] | undefined {
    const start = this.#ranges.get(id);
    if (start === undefined) return undefined;
    return Array.from(this.#refs.subarray(start + 1, start + 1 + this.#refs[start]!));
  }
}
