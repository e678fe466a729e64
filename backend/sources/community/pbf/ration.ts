import type { Tags } from '../../../core/feature.ts';
import { Damage } from './damage.ts';

/** Parts (an element, a tag, a reference, 16 letters of a text) that any file may have, and more for each of its bytes. */
const FLOOR = 1_000_000;
const PER_BYTE = 2;

/**
 * Counts what is kept of a file against the bytes it takes on the disk: extracts as they come have a part for every six
 * bytes, one made to fill the memory thousands for each byte.
 */
export class Ration {
  #left = FLOOR;

  /** More of the file has been read. */
  earn(bytes: number): void {
    this.#left += bytes * PER_BYTE;
  }

  /** Throws Damage when more is kept than a file of this size can hold in earnest. */
  spend(parts: number): void {
    this.#left -= parts;
    if (this.#left < 0) throw new Damage('unpacks to far more elements than a file of this size holds');
  }
}

/** What decides whether an element is kept. */
export type Limits = Readonly<{ ration: Ration; passes: (tags: Tags) => boolean }>;
