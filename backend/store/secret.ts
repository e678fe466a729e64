import type { Store } from './connect.ts';

/** The secret of that name, `fresh` if there was none: two processes that ask at once get the same. */
export async function secret(store: Store, name: string, fresh: string): Promise<string> {
  const find = () => store.selectFrom('secrets').select('value').where('name', '=', name).executeTakeFirst();
  const known = await find();
  if (known) return known.value;
  await store
    .insertInto('secrets')
    .values({ name, value: fresh })
    .onConflict(conflict => conflict.column('name').doNothing())
    .execute();
  const made = await find();
  if (!made) throw new Error(`the secret ${name} could not be kept`);
  return made.value;
}
