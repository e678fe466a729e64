import type { TagFilter } from '../core/challenge/challenge.ts';
import { conditionsOf } from '../core/tags.ts';
import { UsageFault } from './usage-fault.ts';

/** `name=NAAM,ref=CODE`, OSM key = column; a column may have commas in it where no key follows. */
export function mapOf(option: string, text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(/,(?=[^,=]+=)/u).map(part => {
      const at = part.indexOf('=');
      if (at < 1 || at === part.length - 1)
        throw new UsageFault(`${option} ${part}: write KEY=COLUMN, several with commas between them`);
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    }),
  );
}

export function filterOf(text: string): TagFilter {
  try {
    conditionsOf(text);
  } catch (fault) {
    throw new UsageFault(`--filter ${text}: ${(fault as Error).message}`);
  }
  return text;
}
