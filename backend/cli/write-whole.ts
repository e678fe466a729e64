import { once } from 'node:events';
import { createWriteStream, existsSync, rmSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { FileFault } from '../sources/file-fault.ts';

/** characters handed to the stream at once */
const BATCH = 256 * 1024;

type Parts = Iterable<string> | AsyncIterable<Buffer>;

const DEFAULTS = {
  /** Rights of a file that is made, less what the process's own mask takes away. */
  mode: 0o666,
  /** A reader of the standard output that goes away has not seen enough. */
  needed: false,
};

/** Throws what the stream failed with, also between two writes. */
const writeAll = async (stream: Writable, parts: Parts): Promise<void> => {
  let failed: Error | null = null;
  const fail = (error: Error): void => {
    failed = error;
  };
  stream.on('error', fail);
  try {
    const write = async (bytes: string | Buffer): Promise<void> => {
      const room = bytes.length === 0 || stream.write(bytes);
      if (!room && failed === null) await once(stream, 'drain');
      if (failed !== null) throw failed;
    };
    if (Symbol.asyncIterator in parts) {
      for await (const part of parts) await write(part);
      return;
    }
    let batch = '';
    for (const part of parts) {
      batch += part;
      if (batch.length < BATCH) continue;
      await write(batch);
      batch = '';
    }
    await write(batch);
  } finally {
    stream.off('error', fail);
  }
};

const faultOf = (file: string, error: NodeJS.ErrnoException): FileFault => {
  const reasons: Record<string, string> = {
    ENOENT: 'its folder does not exist',
    ENOTDIR: 'its folder does not exist',
    EACCES: 'may not be written by this user',
    EROFS: 'is on a disk that cannot be written',
    ENOSPC: 'the disk is full',
    EISDIR: 'is a folder, not a file',
  };
  return new FileFault(file, 'output', reasons[error.code ?? ''] ?? error.message, { cause: error });
};

const toStdout = async (parts: Parts, needed: boolean): Promise<void> => {
  try {
    await writeAll(process.stdout, parts);
  } catch (error) {
    // A reader such as `head` has seen enough.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    if (needed) throw new FileFault('standard output', 'output', 'its reader went away before the end');
  }
};

/** Throws FileFault where `file` cannot be written, before long work begins for nothing. */
export const checkWritable = (file: string): void => {
  if (file === '-') return;
  if (existsSync(file) && statSync(file).isDirectory())
    throw faultOf(file, { code: 'EISDIR' } as NodeJS.ErrnoException);
  if (!existsSync(dirname(file))) throw faultOf(file, { code: 'ENOENT' } as NodeJS.ErrnoException);
};

/**
 * Writes the parts of a text, or bytes, to a file, whole or not at all: into a neighbour first, which is renamed at the end and
 * removed when something fails. `-` is the standard output.
 * @throws FileFault where the file cannot be written
 */
export const writeWhole = async (
  file: string,
  parts: Parts,
  options: Partial<typeof DEFAULTS> = {},
): Promise<void> => {
  const { mode, needed } = { ...DEFAULTS, ...options };
  if (file === '-') return toStdout(parts, needed);
  // A device or a pipe cannot be replaced.
  const special = existsSync(file) && !statSync(file).isFile();
  const target = special ? file : join(dirname(file), `.${basename(file)}.${process.pid}.part`);
  const remove = (): void => {
    if (!special) rmSync(target, { force: true });
  };
  const interrupted = (): void => {
    remove();
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  const stream = createWriteStream(target, { mode, flush: !special });
  try {
    await once(stream, 'open');
    await writeAll(stream, parts);
    await finished(stream.end());
    if (!special) await rename(target, file);
  } catch (error) {
    stream.destroy();
    remove();
    throw (error as NodeJS.ErrnoException).code === undefined
      ? error
      : faultOf(file, error as NodeJS.ErrnoException);
  } finally {
    process.off('SIGINT', interrupted);
    process.off('SIGTERM', interrupted);
  }
};
