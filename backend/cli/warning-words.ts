import type { Side } from '../core/feature.ts';
import type { Warning } from '../core/snapshot/snapshot.ts';

/** A code as words: `no-coordinates` is "no coordinates". */
export const spaced = (code: string): string => code.replaceAll('-', ' ');
const other = (side: Side): string => (side === 'official' ? 'the community file' : 'the official file');

/** One line for people. */
export const warningWords = (warning: Warning): string => {
  switch (warning.kind) {
    case 'coordinates-look-swapped':
      return `longitude and latitude look swapped in ${warning.rows} rows; nothing was changed, name the columns with --x and --y`;
    case 'far-beyond-the-other-side':
      return `the ${warning.side} file reaches beyond ${other(warning.side)}: ${warning.cut} of its places lie outside and were left out`;
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
