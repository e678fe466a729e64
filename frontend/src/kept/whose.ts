import type { PersonHere } from '../person/person-here.ts';

/** Something that belongs to one person; null: a visitor, whom the server does not know before they do something. */
export type Owned = Readonly<{ person: string | null }>;

/** A visitor becomes the guest of the same browser by the first thing they do; who signs in says so on that page. */
export const isOf = ({ person }: Owned, here: PersonHere): boolean =>
  person === null ? !here.account : person === here.id;
