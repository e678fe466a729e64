import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { threadFault } from '../../../backend/store/embedded/thread-fault.ts';

/** What comes out of a thread that throws it: instances of classes lose them on the way. */
async function thrownIn(thread: string): Promise<unknown> {
  const [fault] = await once(new Worker(thread, { eval: true }), 'error');
  return fault;
}

describe('a fault of the database’s thread', () => {
  it('has words where the file system gave a number only', async () => {
    const thrown = await thrownIn(
      `class ErrnoError { name = 'ErrnoError'; constructor(errno) { this.errno = errno; } }; throw new ErrnoError(51);`,
    );
    expect(String(thrown)).toBe('[object Object]');
    expect(threadFault(thrown).message).toBe('the disk is full');
    expect(threadFault({ name: 'ErrnoError', errno: 7 }).message).toBe(
      'the database failed without a word (ErrnoError 7)',
    );
  });

  it('keeps the words that it has', async () => {
    const error = await thrownIn(`throw new Error('it is broken')`);
    expect(threadFault(error)).toBe(error);
    expect(threadFault({ name: 'ExitStatus', message: 'Program terminated with exit(1)' }).message).toBe(
      'Program terminated with exit(1)',
    );
    expect(threadFault('aborted').message).toBe('aborted');
    expect(threadFault({}).message).toBe('the database failed without a word');
  });
});
