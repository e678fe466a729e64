import { describe, expect, it } from 'vitest';
import type { TaskView } from '../../../../backend/http/contract/task.ts';
import { ApiProblem, NoNetwork } from '../../../../frontend/src/server/api.ts';
import type { Waiting } from '../../../../frontend/src/task/outbox/outbox.ts';
import { NOTHING } from '../../../../frontend/src/task/reply/making.ts';
import { afterRefusal } from '../../../../frontend/src/task/sitting/after-refusal.ts';
import { taskOf } from '../task-of.ts';

const problem = (code: string, task?: TaskView) =>
  new ApiProblem({ type: `/problems/${code}`, title: code, status: 409, code, ...(task && { task }) });
const answer = { say: 'not-an-issue' } as const;
const making = {
  ...NOTHING,
  comment: 'The gate is in the north.',
  said: [{ key: 'say.cant-tell' as const }],
};
const waiting: Waiting = {
  task: 't1',
  challenge: 'c',
  request: { requestId: 'r', factsDigest: 'digest', acceptTerms: false, imagery: [], answer },
  person: null,
  at: 0,
  making,
};
const given = taskOf();

describe('an answer that the server did not take', () => {
  it.each(['answered', 'not-asked', 'too-late'])('is over where it is %s: nothing of it is kept', code => {
    expect(afterRefusal(waiting, problem(code), given)).toMatchObject({
      over: true,
      task: null,
      draft: { of: { id: 't1', factsDigest: 'digest' }, making: null },
    });
  });

  it('comes again with what was done towards it', () => {
    const after = afterRefusal(waiting, problem('invalid'), given);
    expect(after).toMatchObject({ over: false, task: given, draft: { making }, mayWait: false });
    expect(afterRefusal(waiting, problem('held'), given).mayWait).toBe(true);
  });

  it('waits as it is for the terms', () => {
    const { draft } = afterRefusal(waiting, problem('terms-needed'), given);
    expect(draft?.making).toEqual({ ...making, unsigned: answer });
  });

  it('keeps its words alone where the facts are others by now, under the new ones', () => {
    const fresh = taskOf({ factsDigest: 'newer' });
    const after = afterRefusal(waiting, problem('facts-changed', fresh), given);
    expect(after).toMatchObject({ task: fresh, isFresh: true });
    expect(after.draft).toEqual({ of: fresh, making: { ...NOTHING, comment: making.comment } });
    const silent = { ...waiting, making: { ...making, comment: '' } };
    expect(afterRefusal(silent, problem('facts-changed', fresh), given).draft?.making).toBeNull();
  });

  it('leaves what is kept alone where nobody knows what it was made of, and is told of another visit’s task', () => {
    const { making: _, ...earlier } = waiting;
    const after = afterRefusal(earlier, new NoNetwork(), undefined);
    expect(after).toEqual({ over: false, task: null, isFresh: false, mayWait: false });
  });
});
