import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { projectRoot } from '../../backend/project-root.ts';
import { secretKey } from '../../backend/start/secret-key.ts';
import { StartFault } from '../../backend/store/opening/start-fault.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'jalon-key-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));
const file = () => join(dataDir, 'secret.key');

it('is the setting where there is one, and then no file is made', () => {
  expect(secretKey({ secretKey: 'k'.repeat(32), dataDir })).toBe('k'.repeat(32));
  expect(readdirSync(dataDir)).toEqual([]);
});

it('is made once, for its owner’s eyes only', () => {
  const made = secretKey({ secretKey: null, dataDir });
  expect(Buffer.from(made, 'base64url')).toHaveLength(32);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(secretKey({ secretKey: null, dataDir })).toBe(made);
  expect(readdirSync(dataDir)).toEqual(['secret.key']);
});

it('is another in another folder', () => {
  const made = secretKey({ secretKey: null, dataDir: join(dataDir, 'a') });
  expect(secretKey({ secretKey: null, dataDir: join(dataDir, 'b') })).not.toBe(made);
});

it('is never replaced when the file holds none', () => {
  writeFileSync(file(), 'short\n');
  expect(() => secretKey({ secretKey: null, dataDir })).toThrow(StartFault);
  expect(readFileSync(file(), 'utf8')).toBe('short\n');
});

it('names the file where the folder cannot be used', () => {
  writeFileSync(file(), '');
  expect(() => secretKey({ secretKey: null, dataDir: file() })).toThrow(join(file(), 'secret.key'));
});

it('is the same for processes that start at once', async () => {
  const program = join(dataDir, 'start.mts');
  const data = join(dataDir, 'data');
  writeFileSync(
    program,
    `import { secretKey } from ${JSON.stringify(join(projectRoot, 'backend/start/secret-key.ts'))};
     process.stdout.write('ready\\n');
     process.stdin.once('data', () => {
       process.stdout.write(secretKey({ secretKey: null, dataDir: ${JSON.stringify(data)} }) + '\\n');
       process.exit();
     });`,
  );
  const starts = Array.from({ length: 4 }, () => {
    const child = spawn(process.execPath, ['--import', 'tsx', program], { cwd: projectRoot });
    let told = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      told += text;
    });
    return { child, ready: once(child.stdout, 'data'), told: () => told };
  });
  await Promise.all(starts.map(({ ready }) => ready));
  for (const { child } of starts) child.stdin.write('now\n');
  await Promise.all(starts.map(({ child }) => once(child, 'close')));
  const keys = starts.map(({ told }) => told().split('\n')[1]);
  expect(keys[0]).toHaveLength(43);
  expect(new Set(keys).size).toBe(1);
  expect(readdirSync(data)).toEqual(['secret.key']);
});
