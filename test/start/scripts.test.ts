import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../../backend/project-root.ts';

let folder: string;
/** A copy of the scripts in a folder of their own: they work on the folder they are in. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-scripts-'));
  cpSync(join(projectRoot, 'scripts'), join(folder, 'scripts'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a module that imports scripts, as text. */
function node(text: string) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], { cwd: folder });
  let said = '';
  child.stdout.on('data', data => {
    said += data;
  });
  child.stderr.on('data', data => {
    said += data;
  });
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number, said })) };
}
const script = (name: string) => JSON.stringify(join(folder, 'scripts', name));

describe('inTurn', () => {
  const count = (file: string) => `
    import { readFileSync, writeFileSync } from 'node:fs';
    import { setTimeout as pause } from 'node:timers/promises';
    import { inTurn } from ${script('in-turn.mjs')};
    await inTurn(() => {}, async () => {
      const n = Number(readFileSync(${JSON.stringify(file)}, 'utf8'));
      await pause(50);
      writeFileSync(${JSON.stringify(file)}, String(n + 1));
    });`;

  it('lets one command at a time install or build', async () => {
    const file = join(folder, 'count');
    writeFileSync(file, '0');
    await Promise.all([1, 2, 3, 4].map(() => node(count(file)).ended));
    expect(readFileSync(file, 'utf8')).toBe('4');
    expect(existsSync(join(folder, '.cache', 'turn'))).toBe(false);
  });

  it('does not wait for a command that was killed', async () => {
    const file = join(folder, 'count');
    writeFileSync(file, '0');
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    mkdirSync(join(folder, '.cache'));
    writeFileSync(join(folder, '.cache', 'turn'), String(pid));
    expect(await node(count(file)).ended).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toBe('1');
  });
});

describe('fingerprint', () => {
  const of = async () =>
    (
      await node(`
        import { fingerprint } from ${script('fingerprint.mjs')};
        console.log(fingerprint(['sources', 'not-there']));`).ended
    ).said;

  it('changes with any file below, and with nothing else', async () => {
    mkdirSync(join(folder, 'sources', 'deep'), { recursive: true });
    writeFileSync(join(folder, 'sources', 'deep', 'a.ts'), 'a');
    const before = await of();
    writeFileSync(join(folder, 'elsewhere'), '');
    expect(await of()).toBe(before);
    writeFileSync(join(folder, 'sources', 'deep', 'a.ts'), 'ab');
    const after = await of();
    expect(after).not.toBe(before);
    rmSync(join(folder, 'sources', 'deep', 'a.ts'));
    expect([before, after]).not.toContain(await of());
  });
});

describe('installIfNeeded', () => {
  /** npm as the script finds it, which only writes down what it was asked. */
  const install = () => {
    const npm = join(folder, 'npm.js');
    writeFileSync(
      npm,
      `const { appendFileSync, mkdirSync } = require('node:fs');
       mkdirSync('node_modules/something', { recursive: true });
       appendFileSync('asked', process.argv[2] + '\\n');
       process.exit(process.argv[2] === 'ci' && process.env.REFUSE_CI ? 1 : 0);`,
    );
    return node(`
      process.env.npm_execpath = ${JSON.stringify(npm)};
      const { installIfNeeded } = await import(${script('install.mjs')});
      const { toStderr } = await import(${script('say.mjs')});
      await installIfNeeded(toStderr);`).ended;
  };
  const asked = () =>
    existsSync(join(folder, 'asked')) ? readFileSync(join(folder, 'asked'), 'utf8').split('\n') : [];

  it('installs once, and again only when the list of packages has changed', async () => {
    writeFileSync(join(folder, 'package.json'), '{}');
    writeFileSync(join(folder, 'package-lock.json'), '{}');
    expect((await install()).code).toBe(0);
    expect((await install()).said).toBe('');
    expect(asked()).toEqual(['ci', '']);
    writeFileSync(join(folder, 'package.json'), '{ }');
    await install();
    expect(asked()).toEqual(['ci', 'install', '']);
  });

  it('falls back to npm install where the lock file does not fit', async () => {
    writeFileSync(join(folder, 'package.json'), '{}');
    process.env['REFUSE_CI'] = '1';
    await install();
    delete process.env['REFUSE_CI'];
    expect(asked()).toEqual(['ci', 'install', '']);
  });
});

describe('package-lock.json', () => {
  it('lists the packages of every platform, so that npm ci takes it', async () => {
    const lock = JSON.stringify(join(projectRoot, 'package-lock.json'));
    const { said } = await node(`
      import { readFileSync } from 'node:fs';
      import { missingEntries } from ${script('complete-lock.mjs')};
      console.log(JSON.stringify(Object.keys(missingEntries(JSON.parse(readFileSync(${lock}, 'utf8'))))));`)
      .ended;
    // Not empty? Run: node scripts/complete-lock.mjs
    expect(JSON.parse(said)).toEqual([]);
  });
});

describe('bundle', () => {
  const put = (file: string, text: string) => writeFileSync(join(folder, file), text);
  const build = () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/bundle.mjs'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { code: status, said: stdout + stderr };
  };
  const run = (file: string) =>
    spawnSync(process.execPath, [join(folder, 'dist', file)], { encoding: 'utf8' }).stdout.trim();
  const parts = () => readdirSync(join(folder, 'dist/backend/parts')).filter(name => name.endsWith('.js'));
  const DAYS = 24 * 3600;
  const dated = (path: string, days: number) => {
    const time = Date.now() / 1000 + days * DAYS;
    utimesSync(join(folder, 'dist', path), time, time);
  };

  beforeEach(() => {
    mkdirSync(join(folder, 'backend'));
    symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
    put('package.json', '{"type":"module"}');
    put('tsconfig.json', '{"compilerOptions":{"target":"ES2023","verbatimModuleSyntax":true}}');
    put('backend/late.ts', `export const late: string = 'first';`);
    put('backend/main.ts', `console.log((await import('./late.ts')).late, process.argv.length as number);`);
    put('backend/cli.ts', `import { late } from './late.ts'; console.log(late);`);
  });

  it('makes a file of each that is started, of the sources as they are', () => {
    expect(build()).toEqual({ code: 0, said: '' });
    expect([run('backend/main.js'), run('backend/cli.js')]).toEqual(['first 2', 'first']);
    put('backend/late.ts', `export const late: string = 'second';`);
    expect(build()).toEqual({ code: 0, said: '' });
    expect([run('backend/main.js'), run('backend/cli.js')]).toEqual(['second 2', 'second']);
  });

  it('keeps for an hour what somebody who runs may still load, and no longer', () => {
    build();
    const old = parts();
    for (const name of old) dated(`backend/parts/${name}`, -2);
    put('backend/late.ts', `export const late: string = 'second';`);
    build();
    expect(parts()).toEqual(expect.arrayContaining(old));
    const both = parts();
    for (const name of both) dated(`backend/parts/${name}`, -2);
    mkdirSync(join(folder, 'dist/jobs'), { recursive: true });
    writeFileSync(join(folder, 'dist/jobs/gone.js'), '');
    dated('jobs/gone.js', -2);
    build();
    expect(parts()).toEqual(both.filter(name => !old.includes(name)));
    expect(existsSync(join(folder, 'dist/jobs/gone.js'))).toBe(false);
  });

  it('keeps what it has made whatever the clock says', () => {
    build();
    dated('backend/main.js', 400);
    build();
    expect(run('backend/main.js')).toBe('first 2');
  });

  it('says what is wrong, and leaves what was built', () => {
    build();
    put('backend/main.ts', `import { nothing } from './late.ts'; console.log(nothing);`);
    const { code, said } = build();
    expect(code).toBe(1);
    expect(said).toContain('"nothing" is not exported by "backend/late.ts"');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
    expect(said).not.toMatch(/\u001b/);
    expect(run('backend/main.js')).toBe('first 2');
  });
});
