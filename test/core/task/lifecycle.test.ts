import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENTS, LIFECYCLE, next, restState } from '../../../backend/core/task/lifecycle.ts';
import { STATES } from '../../../backend/core/task/task.ts';

describe('the table of states and events', () => {
  for (const state of STATES)
    for (const event of EVENTS) {
      const cell = LIFECYCLE[state][event];
      if ('to' in cell)
        it(`${state} + ${event} → ${cell.to}`, () => {
          const to = next(state, event);
          expect(STATES).toContain(to);
          expect(to).toBe(cell.to === 'rest' ? 'open' : cell.to);
        });
      else if ('stay' in cell)
        it(`${state} + ${event}: stays, ${cell.stay}`, () => {
          expect(next(state, event)).toBe(state);
          expect(cell.stay).not.toBe('');
        });
      else
        it(`${state} + ${event}: impossible, ${cell.impossible}`, () => {
          expect(() => next(state, event)).toThrow(cell.impossible);
          expect(cell.impossible).not.toBe('');
        });
    }

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
          else for (const s of ['open', 'claimed', 'pending', 'agreed-so-far']) reached.add(s);
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

  it('keeps running, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 60 }), events => {
        const end = events.reduce(
          (state, event) => ('impossible' in LIFECYCLE[state][event] ? state : next(state, event)),
          'open' as (typeof STATES)[number],
        );
        expect(STATES).toContain(end);
      }),
    );
  });
});

describe('a task that is still asked', () => {
  it('shows a waiting answer before a lease, and a lease before what was agreed', () => {
    expect(restState({ pending: 1, holders: 1, counted: 1 })).toBe('pending');
    expect(restState({ pending: 0, holders: 1, counted: 1 })).toBe('claimed');
    expect(restState({ pending: 0, holders: 0, counted: 1 })).toBe('agreed-so-far');
    expect(restState({ pending: 0, holders: 0, counted: 0 })).toBe('open');
  });

  it('stays claimed while somebody else holds it', () => {
    expect(next('claimed', 'release', { pending: 0, holders: 1, counted: 0 })).toBe('claimed');
    expect(next('pending', 'undo', { pending: 0, holders: 1, counted: 1 })).toBe('claimed');
    expect(next('pending', 'counted-short', { pending: 0, holders: 0, counted: 1 })).toBe('agreed-so-far');
  });
});
