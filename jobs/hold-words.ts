import type { Side } from '../backend/core/feature.ts';
import type { Hold } from '../backend/core/snapshot/guards.ts';

/** Why a snapshot is held, in one line for staff. */
export function holdWords(side: Side, holds: readonly Hold[]): string {
  return `the ${side} source ${holds.map(wordsOf).join('; ')}`;
}

function wordsOf(hold: Hold): string {
  switch (hold.kind) {
    case 'nothing-left':
      return `is empty, it had ${hold.before} places`;
    case 'rows-gone':
      return `has ${hold.after} places, it had ${hold.before}: ${hold.gone} are gone`;
    case 'area-shrunk':
      return `covers ${Math.round((100 * hold.after) / hold.before)} % of the area it covered`;
    case 'columns-changed':
      return `has lost the columns ${hold.gone.join(', ')}${hold.added.length > 0 ? ` and has new ones: ${hold.added.join(', ')}` : ''}`;
    case 'older-than-the-last':
      return `is of ${hold.after}, older than the last of ${hold.before}`;
  }
}
