import { elementOf } from '../core/change/element-ref.ts';
import { ask, type OsmApi, startAsking } from './ask.ts';
import { parseElements } from './parse-elements.ts';

/**
 * The ways and relations that need each node (`node/12`), sorted; empty where nothing does. Two requests a node: ask only
 * for nodes that are to be moved or deleted.
 * @throws OsmApiFault; RangeError for a ref that names no node
 */
export async function readUsers(
  refs: readonly string[],
  config: OsmApi,
): Promise<Map<string, readonly string[]>> {
  const asking = startAsking(config);
  const users = new Map<string, readonly string[]>();
  for (const ref of refs) {
    if (elementOf(ref)?.type !== 'node') throw new RangeError(`"${ref}" names no node of the map`);
    if (users.has(ref)) continue;
    const found: string[] = [];
    for (const kind of ['ways', 'relations'] as const) {
      const answer = await ask(`/api/0.6/${ref}/${kind}`, parseElements, asking);
      // A node that is gone is needed by nothing.
      if (answer.status === 200)
        found.push(...answer.body.flatMap(({ ref, state }) => (state === 'gone' ? [] : [ref])));
    }
    users.set(ref, found.sort());
  }
  return users;
}
