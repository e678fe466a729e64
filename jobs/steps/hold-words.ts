import type { Side } from '../../backend/core/feature.ts';
import type { Form, Hold } from '../../backend/core/snapshot/guards.ts';

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
    case 'rows-added':
      return `has ${hold.after} places, it had ${hold.before}: as if its filter or its area had been lost`;
    case 'area-shrunk':
      return `covers ${Math.round((100 * hold.after) / hold.before)} % of the area it covered`;
    case 'places-moved':
      return `has ${hold.moved} of ${hold.before} places somewhere else${2 * hold.exchanged > hold.moved ? ', most of them as if longitude and latitude were exchanged' : ', as by another coordinate system or by columns that were mixed up'}`;
    case 'shapes-changed':
      return `is drawn as ${forms(hold.after)} now, it was drawn as ${forms(hold.before)}`;
    case 'columns-changed':
      return `has lost the columns ${some(hold.gone)}${hold.added.length > 0 ? ` and has new ones: ${some(hold.added)}` : ''}`;
    case 'older-than-the-last':
      return `is of ${hold.after}, older than the last of ${hold.before}`;
  }
}

function forms(names: readonly Form[]): string {
  return names.map(name => `${name}s`).join(' and ');
}

function some(names: readonly string[]): string {
  const more = names.length - ROOM;
  const shown = names.slice(0, ROOM).map(name => (name.length > 40 ? `${name.slice(0, 40)}…` : name));
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
