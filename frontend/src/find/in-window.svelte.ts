import { untrack } from 'svelte';
import type { TaskWindow } from '../../../backend/http/contract/task.ts';
import type { Box, LonLat } from '../map/place.ts';
import { type Cluster, type Dot, view } from '../map/scene.svelte.ts';
import { toneOf } from '../map/tones.ts';
import { sayShort } from '../messages/words.ts';
import { api } from '../server/api.ts';
import { askedBox } from './asked-box.ts';

/** Milliseconds that a map rests before it is asked what lies there. */
const REST = 120;

/** What a map shows: tasks one by one, or, where they are many, clusters. */
export type InWindow = Readonly<{
  box: Box;
  tasks: readonly Found[];
  clusters: readonly Cluster[];
  /** Clusters tell of whole cells, and so of a little more than what is seen. */
  count: number;
  /** The same by challenge. */
  counts: Readonly<Record<string, number>>;
}>;
export type Found = Readonly<{
  id: string;
  challenge: string;
  at: LonLat;
  name: string | null;
  kinds: readonly string[];
  tone: Dot['tone'];
}>;

/**
 * What lies in the window of the map, asked for as it moves; what was there stays until the new is.
 * @param asked where and with what beside the box; null: nothing is asked
 */
export function inWindow(asked: () => Readonly<{ challenge: string | null; query: string }> | null) {
  let value = $state.raw<InWindow | null>(null);
  let error = $state.raw<unknown>(null);
  let tries = $state(0);
  // The map tells of a movement that changed nothing, too.
  const box = $derived(view() ? askedBox(view()!.box).join() : null);
  const wanted = $derived(asked());
  const where = $derived(wanted && box ? `${wanted.challenge ?? ''} ${wanted.query}&box=${box}` : null);

  $effect(() => {
    if (tries < 0 || where === null || box === null) return;
    // Untracked: whoever says again what was said before asks for nothing new.
    const { challenge, query } = untrack(() => wanted!);
    const asking = new AbortController();
    const timer = setTimeout(
      () =>
        api.window(challenge, `${query}&box=${box}`, { signal: asking.signal }).then(
          found => {
            value = read(found, box.split(',').map(Number) as unknown as Box);
            error = null;
          },
          cause => {
            if (!asking.signal.aborted) error = cause;
          },
        ),
      // Untracked: what comes is no reason to ask again.
      untrack(() => value) ? REST : 0,
    );
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  });

  return {
    /** Null also where nothing is looked for. */
    get value() {
      return wanted === null ? null : value;
    },
    get error() {
      return error;
    },
    again: (): void => {
      tries += 1;
    },
  };
}

function read({ features, count, counts }: TaskWindow, box: Box): InWindow {
  const tasks: Found[] = [];
  const clusters: Cluster[] = [];
  for (const { geometry, properties } of features) {
    const at = geometry.coordinates;
    if ('count' in properties) clusters.push({ at, ...properties, label: sayShort(properties.count) });
    else {
      const { state, ...rest } = properties;
      tasks.push({ ...rest, at, tone: toneOf(state) });
    }
  }
  return { box, tasks, clusters, count, counts };
}

/** Tasks as dots of the map. */
export const dotsOf = (tasks: readonly Found[]): readonly Dot[] =>
  tasks.map(({ id, at, tone, name }) => ({ id, at, tone, label: name ?? '' }));
