import { describe, expect, it } from 'vitest';
import { EVENTS, LIFECYCLE, next, restState } from '../../../backend/core/task/lifecycle.ts';
import { STATES, type TaskState } from '../../../backend/core/task/task.ts';

/** Where each event leads from each state, written out by hand: whatever is not here is impossible. `rest` is what the answers say. */
const LEADS: Readonly<Record<TaskState, Readonly<Record<string, string>>>> = {
  open: {
    stay: 'undo review-reject seen-same seen-changed outside came-back',
    pending: 'answer',
    rest: 'counted-short',
    settled: 'settle review-accept gone',
    'in-review': 'disagree',
    stale: 'left-out',
  },
  pending: {
    stay: 'answer seen-same outside came-back',
    rest: 'undo counted-short seen-changed',
    settled: 'settle review-accept gone',
    'in-review': 'disagree',
    open: 'review-reject',
    stale: 'left-out',
  },
  'agreed-so-far': {
    stay: 'undo counted-short seen-same outside came-back',
    pending: 'answer',
    settled: 'settle review-accept gone',
    'in-review': 'disagree',
    open: 'review-reject',
    rest: 'seen-changed',
    stale: 'left-out',
  },
  'in-review': {
    stay: 'undo counted-short settle disagree seen-same seen-again outside came-back',
    settled: 'review-accept gone',
    open: 'review-reject seen-changed',
    stale: 'left-out',
  },
  settled: {
    stay: 'undo counted-short settle disagree review-accept upload-applied upload-refused seen-same outside left-out',
    open: 'review-reject seen-changed seen-again came-back',
    exported: 'export',
    conflict: 'upload-conflict',
    verified: 'gone',
  },
  exported: {
    stay: 'undo counted-short settle disagree review-accept export seen-same seen-changed seen-again gone outside left-out came-back',
    settled: 'upload-applied upload-refused',
    conflict: 'upload-conflict',
  },
  verified: {
    stay: 'undo counted-short settle disagree review-accept export upload-applied upload-refused upload-conflict seen-same seen-changed gone outside left-out',
    open: 'review-reject seen-again came-back',
  },
  conflict: {
    stay: 'undo counted-short settle disagree upload-conflict seen-same outside came-back',
    settled: 'review-accept',
    open: 'review-reject seen-changed seen-again',
    exported: 'export',
    verified: 'gone',
    stale: 'left-out',
  },
  stale: {
    stay: 'undo counted-short settle disagree review-accept review-reject outside left-out',
    open: 'seen-same seen-changed seen-again came-back',
    settled: 'gone',
  },
};

const entry = (state: TaskState, event: string): string =>
  Object.entries(LEADS[state]).find(([, events]) => events.split(' ').includes(event))?.[0] ?? 'impossible';

describe('the table of states and events', () => {
  it.each(STATES)('leads from %s where it should', state => {
    for (const event of EVENTS) {
      const wanted = entry(state, event);
      if (wanted === 'impossible') expect(() => next(state, event), event).toThrow();
      else
        expect(next(state, event), event).toBe(
          wanted === 'stay' ? state : wanted === 'rest' ? 'open' : wanted,
        );
    }
  });

  it('gives a reason for what stays and what cannot be', () => {
    for (const state of STATES)
      for (const event of EVENTS) {
        const cell = LIFECYCLE[state][event];
        const reason = 'to' in cell ? 'moves' : 'stay' in cell ? cell.stay : cell.impossible;
        expect(reason, `${state} + ${event}`).toMatch(/\w/);
      }
  });

  it('has exactly one entry for every state and event', () => {
    expect(Object.keys(LIFECYCLE).sort()).toEqual([...STATES].sort());
    for (const state of STATES) expect(Object.keys(LIFECYCLE[state]).sort()).toEqual([...EVENTS].sort());
  });

  it('leads from open to every state', () => {
    const reached = new Set(['open']);
    for (let before = 0; before < reached.size; ) {
      before = reached.size;
      for (const state of STATES.filter(s => reached.has(s)))
        for (const event of EVENTS) {
          const cell = LIFECYCLE[state][event];
          if (!('to' in cell)) continue;
          if (cell.to !== 'rest') reached.add(cell.to);
          else for (const s of ['open', 'pending', 'agreed-so-far']) reached.add(s);
        }
    }
    expect([...reached].sort()).toEqual([...STATES].sort());
  });

  it('lets every state come to an end by data alone', () => {
    for (const state of STATES.filter(s => s !== 'exported')) {
      const after = next(state, 'gone');
      expect(['settled', 'verified']).toContain(after);
    }
  });

  it('lets nothing but the end of its upload move a task that is exported', () => {
    const moving = EVENTS.filter(event => 'to' in LIFECYCLE.exported[event]);
    expect(moving).toEqual(['upload-applied', 'upload-refused', 'upload-conflict']);
  });

  it('never moves a task because it was not seen outside the coverage', () => {
    for (const state of STATES) expect(next(state, 'outside')).toBe(state);
  });
});

describe('a task that is still asked', () => {
  it('shows a waiting answer before what was agreed', () => {
    expect(restState({ pending: 1, counted: 1 })).toBe('pending');
    expect(restState({ pending: 0, counted: 1 })).toBe('agreed-so-far');
    expect(restState({ pending: 0, counted: 0 })).toBe('open');
  });

  it('is what the answers say that are left', () => {
    expect(next('pending', 'undo', { pending: 1, counted: 0 })).toBe('pending');
    expect(next('pending', 'undo', { pending: 0, counted: 1 })).toBe('agreed-so-far');
    expect(next('pending', 'counted-short', { pending: 0, counted: 1 })).toBe('agreed-so-far');
  });
});
