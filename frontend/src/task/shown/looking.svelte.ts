import type { Me } from '../../../../backend/http/contract/me.ts';
import { map } from '../../map/scene.svelte.ts';
import { me } from '../../person/me.svelte.ts';
import { chooseLayer, chosenLayer } from '../../person/settings.svelte.ts';
import type { From } from '../reply/draft.ts';

/** Milliseconds after which imagery that is there counts as seen. */
const NOTICED = 500;
type Layer = Me['layers'][number];

/** What a volunteer looks at while a task is shown: what is seen on imagery may only be told as that imagery allows. */
export function looking() {
  const seen = new Set<string>();
  const layers = () => me()?.layers ?? [];
  const layer = () => layers().find(({ id }) => id === chosenLayer()) ?? layers()[0];

  /** The imagery that is there now; a layer whose tiles do not come shows nothing. */
  function imagery(): string | null {
    const now = layer();
    if (!now?.imagery || !map()?.hasTiles()) return null;
    seen.add(now.id);
    return now.id;
  }

  // A layer may be chosen and left again on the map itself.
  $effect(() => {
    const noticing = setInterval(imagery, NOTICED);
    return () => clearInterval(noticing);
  });

  return {
    /** The imagery that is there now, and what a place traced from it may be used for. */
    layer: (): Layer | null => {
      const now = layer();
      return now?.imagery ? now : null;
    },
    /** Where a value comes from that is told now. */
    origin: (): From => {
      const on = imagery();
      return on ? { from: 'imagery', layer: on } : { from: 'observation' };
    },
    /** The imagery that is there now, where edits of OpenStreetMap may be traced from it. */
    traceable: (): Layer | null => {
      const on = imagery();
      return layers().find(({ id, may }) => id === on && may.includes('osm')) ?? null;
    },
    /** Ids of all imagery that was looked at. */
    seen: (): readonly string[] => {
      imagery();
      return [...seen];
    },
    /** From the map to the first imagery, and back. */
    toggleImagery: (): void => {
      imagery();
      const wanted = layers().find(one => one.imagery !== layer()?.imagery);
      if (wanted) chooseLayer(wanted.id);
    },
  };
}

export type Looking = ReturnType<typeof looking>;
