import { elementOf } from '../core/change/element-ref.ts';
import { ask, type OsmApi, startAsking } from './ask.ts';
import { parseElements } from './parse-elements.ts';

/**
 * The ways and relations that need each element (`node/12`), sorted; empty where nothing does. Two requests a node, one a way or a
 * relation: ask only for what is to be moved, merged or deleted.
 * @throws OsmApiFault; RangeError for a ref that names no element
 */
export async function readUsers(
  refs: readonly string[],
  config: OsmApi,
): Promise<Map<string, readonly string[]>> {
  const asking = startAsking(config);
  const users = new Map<string, readonly string[]>();
  for (const ref of refs) {
    const element = elementOf(ref);
    if (!element) throw new RangeError(`"${ref}" names no element of the map`);
    if (users.has(ref)) continue;
    const found: string[] = [];
    for (const kind of element.type === 'node' ? ['ways', 'relations'] : ['relations']) {
      const answer = await ask(`/api/0.6/${ref}/${kind}`, parseElements, asking);
      // What is gone is needed by nothing.
      if (answer.status === 200)
        found.push(...answer.body.flatMap(({ ref, state }) => (state === 'gone' ? [] : [ref])));
    }
    users.set(ref, found.sort());
  }
  return users;
}
