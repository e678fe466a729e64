import { expect, it } from 'vitest';
import { chaosOfUploads } from './chaos-uploads.ts';

it('thirty uploads with random faults, each by a process that is killed, double nothing and lose nothing', async () => {
  const said: string[] = [];
  const report = await chaosOfUploads({ count: 30, seed: 1, program: 'built', say: line => said.push(line) });
  expect(report.wrong, said.join('\n')).toEqual([]);
  expect(report.kills).toBe(30);
  expect(report.faults).toBeGreaterThan(100);
  expect(report.others).toBeGreaterThan(0);
  expect(Object.values(report.states).reduce((sum, tasks) => sum + tasks, 0)).toBe(30 * 5);
}, 600_000);
