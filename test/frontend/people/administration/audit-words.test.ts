import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lineOf } from '../../../../backend/core/policy/policy.ts';
import { OPERATIONS } from '../../../../backend/http/operations.ts';

const words = Object.keys(
  JSON.parse(readFileSync(new URL('../../../../frontend/src/messages/en.json', import.meta.url), 'utf8')),
).flatMap(key => (key.startsWith('audit-did.') ? [key.replace('audit-did.', '')] : []));
/** Deeds of the command line that the API has no operation for. */
const COMMANDS = ['saveSchedule', 'dropSchedule', 'restore'];

describe('the audit log', () => {
  it('has a sentence for every operation that leaves a row', () => {
    const audited = OPERATIONS.filter(({ may, method }) => {
      if (method === 'get' || typeof may !== 'string') return false;
      // What an admin does to a team of others is written down.
      return lineOf(may).audited || may === 'lead-team';
    }).map(({ id }) => id);
    expect(audited.length).toBeGreaterThan(10);
    expect(audited.filter(id => !words.includes(id))).toEqual([]);
  });

  it('has no sentence for what nobody does', () => {
    const ids = OPERATIONS.map(({ id }) => id);
    expect(words.filter(word => word !== 'other' && !ids.includes(word) && !COMMANDS.includes(word))).toEqual(
      [],
    );
  });
});
