import type { Keeper } from '../kept/keeper.ts';

/** Whom the server knows in this browser. `id` null: a visitor, who has done nothing yet. */
export type PersonHere = Readonly<{ id: string | null; account: boolean }>;
const STORED = 'jalon.person';
export const VISITOR: PersonHere = { id: null, account: false };

/** As the tab that asked last was told: another one may be signed in as somebody else by now. */
export function personHere(keeper: Keeper): PersonHere {
  try {
    return { ...VISITOR, ...(JSON.parse(keeper.getItem(STORED) ?? '{}') as Partial<PersonHere>) };
  } catch {
    return VISITOR;
  }
}

export function rememberPerson(
  keeper: Keeper,
  { id, account }: Readonly<{ id: string | null; account: unknown }>,
): void {
  keeper.setItem(STORED, JSON.stringify({ id, account: account !== null }));
}
