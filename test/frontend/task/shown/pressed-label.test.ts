import { describe, expect, it } from 'vitest';
import type { Said } from '../../../../backend/http/contract/said.ts';
import type { TaskView } from '../../../../backend/http/contract/task.ts';
import type { Discrepancy } from '../../../../frontend/src/task/parts/part.ts';
import { partsOf } from '../../../../frontend/src/task/parts/parts-of.ts';
import { pressedLabel } from '../../../../frontend/src/task/shown/pressed-label.ts';
import { taskOf, words } from '../task-of.ts';

const silent: Said = {
  ...{ say: 'fix', position: null, positionFrom: null, tags: [] },
  ...{ same: null, keep: null, lifecycle: null, gone: false },
};
const pressed = (task: TaskView, said: Partial<Said>) =>
  pressedLabel({ ...silent, ...said }, partsOf(task, words))?.key ?? null;
const missing = taskOf({ community: null, discrepancies: [{ kind: 'missing' }] });
const moved = taskOf({ discrepancies: [{ kind: 'moved', metres: 214, tolerance: 50 }] });

describe('what somebody pressed', () => {
  it('reads as the button did that ends the task', () => {
    expect(pressed(moved, { say: 'not-an-issue' })).toBe('moved.not-same');
    expect(pressed(missing, { say: 'already-fixed' })).toBe('missing.already');
    expect(pressed(missing, { say: 'official-wrong', gone: true })).toBe('missing.does-not-exist');
  });

  it('reads as the button did beside other parts, too', () => {
    const bearers = { key: 'ref', value: 'Z1', other: 'node/9', metres: 900 };
    const conflict = { kind: 'identifier-conflict', ...bearers } as const;
    const phone = { key: 'phone', official: '1', community: '2', takeable: true } as const;
    const details = { kind: 'tags-differ', differences: [phone] } as unknown as Discrepancy;
    expect(pressed(taskOf({ discrepancies: [conflict, details] }), { say: 'not-an-issue' })).toBe(
      'identifier-conflict.both',
    );
    // Either part may have been meant.
    const position = { kind: 'moved', metres: 214, tolerance: 50 } as const;
    expect(pressed(taskOf({ discrepancies: [conflict, position] }), { say: 'not-an-issue' })).toBeNull();
  });

  it('names the class rather than the tags that say it', () => {
    const task = taskOf({
      discrepancies: [{ kind: 'misclassified', official: 'heliport', community: 'aerodrome' }],
    });
    const tags = [{ key: 'aeroway', value: 'heliport' }];
    expect(pressed(task, { say: 'fix', tags })).toBe('misclassified.class');
    expect(pressed(task, { say: 'fix', tags: [...tags, { key: 'name', value: 'Ans' }] })).toBeNull();
  });

  it('is none of them where no button said so much, or several did', () => {
    expect(pressed(missing, { say: 'official-wrong' })).toBeNull();
    expect(pressed(moved, { say: 'already-fixed' })).toBeNull();
    expect(pressed(moved, { say: 'fix', position: [4, 50] })).toBeNull();
  });

  it('names the one of the duplicates that was kept', () => {
    const twin = (id: string) => ({ ...moved.community!, id, side: 'community' as const });
    const task = taskOf({
      official: null,
      others: [twin('node/2'), twin('node/3')],
      discrepancies: [{ kind: 'duplicate', side: 'community', others: ['node/2', 'node/3'], metres: 3 }],
    });
    const label = pressedLabel({ ...silent, keep: 'node/3' }, partsOf(task, words));
    expect(label).toMatchObject({ key: 'duplicate.keep-named', values: { letter: 'C' } });
  });
});
