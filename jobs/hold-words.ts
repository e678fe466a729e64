import type { Side } from '../backend/core/feature.ts';
import type { Hold } from '../backend/core/snapshot/guards.ts';

/** names that one line has room for */
const ROOM = 5;

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
      return `has lost the columns ${some(hold.gone)}${hold.added.length > 0 ? ` and has new ones: ${some(hold.added)}` : ''}`;
    case 'older-than-the-last':
      return `is of ${hold.after}, older than the last of ${hold.before}`;
  }
}

function some(names: readonly string[]): string {
  const more = names.length - ROOM;
  const shown = names.slice(0, ROOM).map(name => (name.length > 40 ? `${name.slice(0, 40)}…` : name));
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
