import { personHere } from '../person/person-here.ts';
import { NoNetwork } from '../server/api.ts';
import { browserTable } from './browser-table.ts';
import { isOf, type Owned } from './whose.ts';

type Copy = Owned & Readonly<{ name: string; value: unknown }>;

/** What the server said last to whoever is here, for the time when it says nothing. */
const table = browserTable<Copy>('copies');

/** As fetched now; where nobody answers, as it was fetched last. @throws what `fetching` throws, where there is no copy */
export async function orCopy<Value>(name: string, fetching: () => Promise<Value>): Promise<Value> {
  const { id: person } = personHere(localStorage);
  try {
    const value = await fetching();
    // What comes for somebody who has just signed out is not kept.
    if (isOf({ person }, personHere(localStorage))) keepCopy(name, value);
    return value;
  } catch (cause) {
    if (!(cause instanceof NoNetwork)) throw cause;
    const copy = await copyOf<Value>(name);
    if (copy === null) throw cause;
    return copy;
  }
}

export function keepCopy(name: string, value: unknown): void {
  table.change(name, () => ({ name, person: personHere(localStorage).id, value }));
}

export async function copyOf<Value>(name: string): Promise<Value | null> {
  const copy = await table.change(name, kept => kept);
  return copy && isOf(copy, personHere(localStorage)) ? (copy.value as Value) : null;
}

/** Of somebody who is no longer here. */
export async function forgetCopies(): Promise<void> {
  const here = personHere(localStorage);
  for (const copy of await table.all()) if (!isOf(copy, here)) await table.change(copy.name, () => null);
}
