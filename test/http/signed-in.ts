import { randomUUID } from 'node:crypto';
import type { GrantedRole, KeyScope } from '../../backend/core/policy/policy.ts';
import { hashOf, newToken } from '../../backend/http/people/token.ts';
import type { Store } from '../../backend/store/connect.ts';
import { addPerson } from '../../backend/store/people/persons.ts';
import { openSession } from '../../backend/store/people/sessions.ts';
import { Visitor } from './serve.ts';

export type Held = Readonly<{ role: GrantedRole; organisation?: string | null }>;

/** A person with an account and these roles; no session. @returns the id */
export async function addVolunteer(store: Store, name: string, roles: readonly Held[] = []): Promise<string> {
  const id = randomUUID();
  await addPerson(store, id, new Date());
  await store
    .insertInto('accounts')
    .values({ person_id: id, server: 'https://osm.example', subject: id, name })
    .execute();
  for (const { role, organisation = null } of roles)
    await store
      .insertInto('grants')
      .values({ id: randomUUID(), person_id: id, role, organisation_id: organisation, granted_by: null })
      .execute();
  return id;
}

/** A living API key of the person, as a program sends it. */
export async function addKey(store: Store, person: string, scopes: readonly KeyScope[]): Promise<string> {
  const key = `jalon_${newToken()}`;
  await store
    .insertInto('api_keys')
    .values({
      id: randomUUID(),
      person_id: person,
      name: 'script',
      token_hash: hashOf(key),
      start: key.slice(0, 10),
      scopes: [...scopes],
    })
    .execute();
  return key;
}

/** The cookie of a new session of the person. */
export async function sessionCookie(store: Store, person: string): Promise<string> {
  const token = newToken();
  const now = new Date();
  await openSession(store, {
    id: randomUUID(),
    tokenHash: hashOf(token),
    person,
    agent: 'test',
    now,
    expiresAt: new Date(now.getTime() + 86_400_000),
  });
  return `jalon=${token}`;
}

/** A browser in which somebody with these roles is signed in, without the way through an OAuth server. */
export async function signedInVisitor(
  base: string,
  store: Store,
  roles: readonly Held[] = [],
  name = 'Vera Example',
): Promise<Visitor & { person: string }> {
  const person = await addVolunteer(store, name, roles);
  const visitor = new Visitor(base);
  visitor.cookie = await sessionCookie(store, person);
  return Object.assign(visitor, { person });
}
