import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Passing } from '../../../backend/net/passing.ts';
import { FileFault } from '../../../backend/sources/file-fault.ts';
import { wholeAnswer } from '../../../backend/sources/overpass/whole-answer.ts';

/** What passes of an answer that comes in pieces of so many bytes. */
async function passed(answer: string, size = 7): Promise<string> {
  const bytes = Buffer.from(answer);
  async function* pieces() {
    for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
  }
  const found: Buffer[] = [];
  for await (const piece of wholeAnswer('overpass:LI', pieces())) found.push(piece);
  return Buffer.concat(found).toString();
}

describe('an answer passes as it is', () => {
  it.each([
    ['with nothing in it', '{"version": 0.6, "elements": []}\n'],
    ['with braces, quotes and backslashes in its texts', '{"elements": [{"tags": {"note": "}]\\\\\\"{["}}]}'],
    ['with a tag that is called remark', '{"elements": [{"tags": {"remark": "an error was here"}}]}'],
    ['with a note in its remark', '{"elements": [], "remark": "This server will move."}'],
  ])('%s', async (_, answer) => {
    for (const size of [1, 3, 1000]) expect(await passed(answer, size)).toBe(answer);
  });
});

describe('an answer is a fault that may pass', () => {
  it.each([
    ['empty', '', 'the answer is empty'],
    ['two', '{"elements": []} {}', 'goes on after its end'],
    ['a list', '[]', 'is no JSON'],
    [
      'a time-out in its remark',
      '{"elements": [], "remark": "runtime error: Query timed out in \\"query\\" }"}',
      'could not finish the query (runtime error: Query timed out in "query" })',
    ],
    [
      'something that stands before the server',
      '{"error": "quota"}',
      'no list of elements ({"error": "quota"})',
    ],
    ['a list that is none', '{"elements": {}}', 'no list of elements'],
  ])('that is %s', async (_, answer, words) => {
    const fault = await passed(answer).catch((thrown: unknown) => thrown);
    expect(fault).toBeInstanceOf(Passing);
    expect((fault as Passing).message).toContain(words);
  });

  it('wherever it was cut off', async () => {
    const whole = JSON.stringify({
      elements: [{ type: 'node', id: 1, tags: { name: 'a "b" \\ {' } }],
      osm3s: {},
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: Buffer.byteLength(whole) - 1 }), async end => {
        await expect(passed(whole.slice(0, end))).rejects.toThrow(Passing);
      }),
    );
  });
});

it('a query that takes too much memory is a fault for good', async () => {
  const answer =
    '{"elements": [], "remark": "runtime error: Query run out of memory using about 512 MB of RAM."}';
  await expect(passed(answer)).rejects.toThrow(FileFault);
  await expect(passed(answer)).rejects.toThrow('ask for a smaller area');
});
