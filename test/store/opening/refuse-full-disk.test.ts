import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freeOn, refuseFullDisk } from '../../../backend/store/opening/refuse-full-disk.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-disk-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('does not begin an embedded database where it has no room, and says how much there is', () => {
  expect(() => refuseFullDisk(folder, () => 99e6)).toThrow(
    `the disk of ${folder} is full (99 MB free, 100 are needed): make room, or set DATA_DIR to another disk`,
  );
  expect(() => refuseFullDisk(folder, () => 100e6)).not.toThrow();
});

it('opens one that is there where its log can still be written', () => {
  mkdirSync(join(folder, 'db'));
  writeFileSync(join(folder, 'db', 'PG_VERSION'), '18\n');
  expect(() => refuseFullDisk(folder, () => 32e6)).not.toThrow();
  expect(() => refuseFullDisk(folder, () => 31e6)).toThrow('(31 MB free, 32 are needed)');
});

it('asks the disk that a folder will lie on', () => {
  const both = [freeOn(join(folder, 'still', 'to', 'be', 'made')), freeOn(folder)];
  for (const free of both) expect(free).toBeGreaterThan(0);
});
