import { expect, it } from 'vitest';
import { jalonProcess } from './jalon-process.ts';

it('a Jalon that cannot start says why, and leaves nothing behind in the process that started it', async () => {
  const before = process.listenerCount('exit');
  const jalon = jalonProcess('built', { PORT: 'x' });
  expect(process.listenerCount('exit')).toBe(before + 1);
  await expect(jalon.ready).rejects.toThrow(/Jalon did not start: .*PORT is \\"x\\\\?":/);
  expect(await jalon.ended).toMatchObject({ code: 1, signal: null, out: '' });
  await jalon.stop();
  // One more each time, and a benchmark of many processes is warned of a leak.
  expect(process.listenerCount('exit')).toBe(before);
}, 60_000);
