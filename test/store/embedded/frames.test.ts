import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutFrames, FrameCutter, frame } from '../../../backend/store/embedded/frames.ts';

const messages = fc.array(
  fc.record({ type: fc.constantFrom('Q', 'P', 'B', 'S'), body: fc.uint8Array({ maxLength: 300 }) }),
  { minLength: 1, maxLength: 20 },
);

describe('FrameCutter', () => {
  it('finds the same messages however the bytes come in', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1 }), (sent, sizes) => {
        const frames = sent.map(({ type, body }) => frame(type, Buffer.from(body)));
        const stream = Buffer.concat(frames);
        const cutter = new FrameCutter();
        const found: Buffer[] = [];
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length]!;
          cutter.push(stream.subarray(at, at + size));
          at += size;
          for (let next = cutter.next(); next; next = cutter.next()) found.push(next.bytes);
        }
        expect(found).toEqual(frames);
        expect(cutFrames(stream).map(({ bytes }) => bytes)).toEqual(frames);
      }),
    );
  });

  it('reads the first message, which has no type, and leaves the next in place', () => {
    const cutter = new FrameCutter();
    const first = frame('', 196608, 'user', 'postgres', Buffer.from([0]));
    cutter.push(first.subarray(0, 6));
    expect(cutter.startup()).toBeNull();
    cutter.push(Buffer.concat([first.subarray(6), frame('p', 'secret')]));
    expect(cutter.startup()).toEqual(first);
    expect(cutter.next()?.type).toBe('p');
  });
});
