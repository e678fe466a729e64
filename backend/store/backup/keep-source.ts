import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes kept sources, one after the other, as a run does: the name appears once the bytes are on the disk. */
export class SourceKeeper {
  readonly #folder: string;
  readonly kept = new Set<string>();
  #file: FileHandle | null = null;
  #path = '';

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param last the bytes are whole, and their hash was found right */
  async add(hash: string, bytes: Buffer, last: boolean): Promise<void> {
    if (!this.#file) {
      await mkdir(this.#folder, { recursive: true });
      this.#path = join(this.#folder, `.${randomUUID()}.part`);
      this.#file = await open(this.#path, 'wx');
    }
    await this.#file.writeFile(bytes);
    if (!last) return;
    await this.#file.sync();
    await this.#file.close();
    this.#file = null;
    await rename(this.#path, join(this.#folder, hash));
    this.kept.add(hash);
  }

  /** Removes what is half written. */
  async close(): Promise<void> {
    await this.#file?.close();
    if (this.#file) await rm(this.#path, { force: true });
    this.#file = null;
  }
}
