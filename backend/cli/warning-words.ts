import type { Side } from '../core/feature.ts';
import type { Warning } from '../core/snapshot/snapshot.ts';
import type { Wind } from '../core/wind.ts';

/** A code as words: `no-coordinates` is "no coordinates". */
export const spaced = (code: string): string => code.replaceAll('-', ' ');
const other = (side: Side): string => (side === 'official' ? 'the community file' : 'the official file');

const WORDS: Readonly<Record<Wind, string>> = {
  n: 'north',
  ne: 'north-east',
  e: 'east',
  se: 'south-east',
  s: 'south',
  sw: 'south-west',
  w: 'west',
  nw: 'north-west',
};

/** One line for people. */
export const warningWords = (warning: Warning): string => {
  switch (warning.kind) {
    case 'coordinates-look-swapped':
      return `longitude and latitude look swapped in ${warning.rows} rows; nothing was changed, name the columns with --x and --y`;
    case 'far-beyond-the-other-side':
      return `the ${warning.side} file reaches beyond ${other(warning.side)}: ${warning.cut} of its places lie outside and were left out`;
    case 'shifted-as-a-whole':
      return `the official list as a whole lies about ${warning.metres} m ${WORDS[warning.wind]} of where the community has the same places; places were compared as if it did not, look at its coordinate system`;
    case 'running-numbers':
      return `${warning.key} is a running number on both sides: equal values were not taken to mean the same place, unless a challenge names it as an identifier`;
    case 'no-name-column':
      return 'no column looks like a name; name it with --map name=COLUMN';
    case 'column-taken-as':
      return `column "${warning.column}" was taken as ${warning.key}; name another with --map ${warning.key}=COLUMN`;
    case 'crs-in-file-ignored':
      return `the file names the coordinate system ${warning.crs}, which was not followed`;
    case 'missing-references':
      return `${warning.elements} elements refer to parts that are not in the file`;
    default:
      return Object.values(warning).join(' ');
  }
};
