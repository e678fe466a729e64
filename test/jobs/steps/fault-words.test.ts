import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { faultWords } from '../../../jobs/steps/fault-words.ts';

describe('a fault that an operator can set right', () => {
  it('is a full disk, whether the system or the database says so', async () => {
    const words = /^the disk is full: make room/;
    expect(faultWords(await writeFile('/dev/full', 'x').catch(fault => fault))).toMatch(words);
    expect(faultWords({ message: 'could not extend file', code: '53100' })).toMatch(words);
    // The embedded database gives no code for a temporary file.
    expect(
      faultWords({ message: 'could not write to file "base/pgsql_tmp/1.0": No space left on device' }),
    ).toMatch(words);
  });

  it('is a database with less patience than a run needs', () => {
    expect(faultWords({ message: 'canceling statement due to statement timeout', code: '57014' })).toMatch(
      /took too long: raise its statement_timeout/,
    );
  });

  it('is a folder that may not be written; anything else stays as it was thrown', () => {
    expect(faultWords({ message: 'mkdir', code: 'EROFS' })).toContain('cannot be written (EROFS)');
    expect(faultWords(new Error('something else'))).toBe('something else');
  });
});
