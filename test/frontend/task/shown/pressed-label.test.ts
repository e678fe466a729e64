import { describe, expect, it } from 'vitest';
import type { Said } from '../../../../backend/http/contract/said.ts';
import type { TaskView } from '../../../../backend/http/contract/task.ts';
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
