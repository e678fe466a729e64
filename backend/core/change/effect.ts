import type { Feature } from '../feature.ts';
import type { NotPossible } from './change.ts';
import type { Seen, Whereabouts, Wish, Wishes } from './merge.ts';

/** What an answer asks of the map. All effects of one answer happen, or none. */
export type Effect =
  /** `seen` is what the answer is about; where the element differs from it by now, the wishes are merged. */
  | Readonly<{
      do: 'edit';
      feature: Feature;
      seen: Seen;
      wishes: Wishes;
      /** It is about all tags at once: what another task changes there would be lost or left behind. */
      whole?: true;
    }>
  /** A relation has another member in the place of one that is merged into it. `from`, `to`: `node/12`. */
  | Readonly<{ do: 'rewire'; feature: Feature; from: string; to: string }>
  | Readonly<{ do: 'create'; where: Whereabouts; tags: ReadonlyMap<string, Wish> }>
  | Readonly<{ do: 'delete'; feature: Feature }>;

export type Refusal = Readonly<Pick<NotPossible, 'reason' | 'detail' | 'element'>>;

export const refusal = (reason: NotPossible['reason'], detail: string, element?: string): Refusal => ({
  reason,
  detail,
  ...(element !== undefined && { element }),
});

/** What a step gives, or why it cannot. */
export type Planned<T> = T | Refusal;
export const isRefusal = <T extends object>(planned: Planned<T>): planned is Refusal => 'reason' in planned;
