import { randomUUID } from 'node:crypto';
import { Passing } from '../../backend/net/passing.ts';
import type { Turns } from '../../backend/sources/overpass/turns.ts';
import type { Store } from '../../backend/store/connect.ts';
import { endTurn, renewTurn, takeTurn } from '../../backend/store/sources/source-turns.ts';

export const TURN_TIMES = {
  /** milliseconds after which a turn is free again whose holder gives no sign of life */
  lease: 60_000,
  /** milliseconds between two signs of life */
  renew: 15_000,
  /** milliseconds until somebody who waits asks again: the holder may have ended by then */
  look: 3_000,
};

/**
 * Turns of all workers on one database, by its clock.
 * @param pause milliseconds after the turn of a worker that was killed
 */
export function turnsInStore(store: Store, pause: number, times: Partial<typeof TURN_TIMES> = {}): Turns {
  const { lease, renew, look } = { ...TURN_TIMES, ...times };
  return {
    take: async server => {
      const mine = { server, holder: randomUUID(), lease, pause };
      let asked = performance.now();
      const wait = await takeTurn(store, mine);
      // Scattered, so that those who wait do not all come at once.
      if (wait > 0) return Math.ceil(Math.min(wait, look * (0.5 + Math.random())));
      const lost = new AbortController();
      const lose = () => lost.abort(new Passing('the turn at the server was lost'));
      const timer = setInterval(async () => {
        const began = performance.now();
        // The database is away, or does not answer. As long as the lease runs, nobody else has the turn.
        if (began - asked > lease - renew) return lose();
        try {
          if (await renewTurn(store, mine)) asked = Math.max(asked, began);
          else lose();
        } catch {
          // Asked again at the next sign of life.
        }
      }, renew);
      return {
        lost: lost.signal,
        end: async milliseconds => {
          clearInterval(timer);
          // Where it cannot be told, the lease ends by itself.
          await endTurn(store, mine, milliseconds).catch(() => {});
        },
      };
    },
  };
}
