import { expect, it } from 'vitest';
import { SETTINGS } from '../servers/setting.ts';
import { chaos } from './chaos.ts';

it('five rounds in which API, worker, PostgreSQL or Redis is killed leave what undisturbed runs leave', async () => {
  const said: string[] = [];
  const report = await chaos({
    rounds: 5,
    seed: 1,
    settings: SETTINGS.toReversed(),
    program: 'built',
    say: line => said.push(line),
  });
  expect(report.bad, said.join('\n')).toBe(0);
  expect(Object.values(report.struck).reduce((sum, times) => sum + times, 0)).toBeGreaterThanOrEqual(5);
}, 600_000);
