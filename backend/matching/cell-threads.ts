import { Worker } from 'node:worker_threads';
import type { CellPlaces, Described, Terms, Told } from '../core/match/cell.ts';
import type { AnyCell } from '../core/match/cells.ts';
import { packTags } from '../core/match/columns/packed-tags.ts';
import { comparedKeys } from '../core/match/evidence/compared-keys.ts';
import { workerFile } from '../worker-file.ts';
import type { Answered, Asked, Shapes } from './cell-thread.ts';

/** MiB; what a cell makes lives for a moment */
const NURSERY = 64;

type Question = Asked extends infer One ? (One extends Asked ? Omit<One, 'id'> : never) : never;

/** Threads that cells are opened in, in turns; whoever opens them ends them. A thread that dies fails every question. */
export const cellThreads = (count: number) => {
  const { url, execArgv } = workerFile('backend/matching/cell-thread');
  const waiting = new Map<
    number,
    Readonly<{ keep: (said: unknown) => void; fail: (fault: Error) => void }>
  >();
  let asked = 0;
  let opened = 0;
  const failAll = (fault: Error): void => {
    for (const { fail } of waiting.values()) fail(fault);
    waiting.clear();
  };
  const threads = Array.from({ length: count }, () => {
    const thread = new Worker(url, { execArgv, resourceLimits: { maxYoungGenerationSizeMb: NURSERY } });
    thread.on('message', ({ id, said, fault }: Answered) => {
      const { keep, fail } = waiting.get(id)!;
      waiting.delete(id);
      if (fault) fail(fault);
      else keep(said);
    });
    thread.on('error', failAll);
    thread.on('exit', () => failAll(new Error('A thread of the matching ended before its work was done.')));
    return thread;
  });
  const ask = <T>(thread: Worker, question: Question): Promise<T> =>
    new Promise((keep, fail) => {
      const id = asked++;
      waiting.set(id, { keep: keep as (said: unknown) => void, fail });
      thread.postMessage({ ...question, id });
    });

  const open = (places: CellPlaces, terms: Terms, shapes: Shapes): AnyCell => {
    const cell = opened++;
    const isCompared = comparedKeys(terms);
    const packed = ({ names, tags }: Described) => ({ names, tags: packTags(tags, isCompared) });
    const thread = threads[cell % threads.length]!;
    // What is asked next waits for it in the thread.
    const opening = ask(thread, { cell, step: 'open', places, terms, shapes });
    opening.catch(() => {});
    const step =
      <T>(name: 'find' | 'add' | 'compare' | 'sample' | 'score') =>
      (...given: readonly unknown[]): Promise<T> =>
        ask(thread, { cell, step: name, given });
    return {
      // A cell that could not be opened says why, and not that there is none.
      find: async () => (await Promise.all([step<Uint32Array>('find')(), opening]))[0],
      add: step('add'),
      read: ([official, community], counted) =>
        ask(thread, {
          cell,
          step: 'read',
          sides: [packed(official), packed(community)],
          counted,
        }),
      compare: async (tallies, onProgress) => {
        const told = await step<Told>('compare')(tallies);
        onProgress?.(1);
        return told;
      },
      sample: step('sample'),
      score: step('score'),
    };
  };
  return { open, end: () => Promise.all(threads.map(thread => thread.terminate())) };
};
