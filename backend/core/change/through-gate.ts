import type { Challenge } from '../challenge/challenge.ts';
import { gate, type Permit } from '../licence/gate.ts';
import type { Change, NotPossible } from './change.ts';
import { dropTogether } from './drop-together.ts';
import { type Refusal, refusal } from './effect.ts';
import { refOf } from './element-ref.ts';

/**
 * The changes whose every value may go to OSM, with the permit for them, and the tasks whose answers may not. New nodes
 * are numbered anew, so that their placeholders have no gaps.
 */
export function throughGate(
  changes: readonly Change[],
  { statements }: Pick<Challenge, 'statements'>,
): Readonly<{ permit: Permit; changes: Change[]; notPossible: NotPossible[] }> {
  const refused = new Map<Change, Refusal>();
  for (const change of changes) {
    const { refused: values } = gate(change.values, 'osm', { statements });
    if (values.length === 0) continue;
    const keys = values
      .map(({ value }) => (value.key === '@position' ? 'the position' : value.key))
      .join(', ');
    const element = change.edit.action === 'create' ? undefined : refOf(change.edit.before);
    refused.set(change, refusal('licence', `${keys}: ${values[0]!.because}`, element));
  }
  const { changes: kept, notPossible } = dropTogether(changes, refused);
  let placeholder = 0;
  const numbered = kept.map(
    (change): Change =>
      change.edit.action === 'create'
        ? { ...change, edit: { ...change.edit, placeholder: --placeholder } }
        : change,
  );
  const { permit } = gate(
    numbered.flatMap(({ values }) => values),
    'osm',
    { statements },
  );
  // What was left has passed one by one, so it passes together.
  return { permit: permit!, changes: numbered, notPossible };
}
