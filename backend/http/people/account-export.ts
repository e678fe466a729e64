import type { Store } from '../../store/connect.ts';
import type { KeptOfPerson } from '../../store/people/leaving/kept-of-person.ts';
import { pagesOfPerson } from '../../store/people/leaving/pages-of-person.ts';
import type { AccountExport } from '../contract/account-export.ts';

type Pages = keyof typeof pagesOfPerson;
const PAGES = Object.keys(pagesOfPerson) as Pages[];

/** `AccountExport` as JSON, piece by piece: a volunteer of years has more answers than one body should hold at once. */
export async function* accountExport(store: Store, kept: KeptOfPerson, now: Date): AsyncGenerator<string> {
  const head = { format: 'jalon-account', version: 1, writtenAt: now, ...kept };
  // What JSON.stringify makes of a Date is what the contract says.
  head satisfies Omit<Record<keyof AccountExport, unknown>, Pages>;
  yield JSON.stringify(head).slice(0, -1);
  for (const name of PAGES) {
    yield `,${JSON.stringify(name)}:[`;
    let first = true;
    for await (const rows of pagesOfPerson[name](store, kept.person.id)) {
      yield `${first ? '' : ','}${JSON.stringify(rows).slice(1, -1)}`;
      first = false;
    }
    yield ']';
  }
  yield '}\n';
}
