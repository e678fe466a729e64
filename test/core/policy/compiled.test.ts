import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it, vi } from 'vitest';
import { projectRoot } from '../../../backend/project-root.ts';

vi.setConfig({ testTimeout: 240_000 });

const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(projectRoot, 'tsconfig.json'), ts.sys.readFile).config,
  ts.sys,
  projectRoot,
);
const host = ts.createCompilerHost({ ...options, noEmit: true });
const read = new Map<string, ts.SourceFile | undefined>();
let last: ts.Program | undefined;
/** Files that compile as they are. */
const sound = new Set<string>();

/** What the compiler says of a file of ours after a piece of it was taken for another. */
function complaints(file: string, from: string, to: string): string[] {
  const path = join(projectRoot, file);
  const text = ts.sys.readFile(path)!;
  expect(text.split(from).length, `"${from}" in ${file}`).toBeGreaterThan(1);
  const changed = text.replace(from, to);
  const overlaid: ts.CompilerHost = {
    ...host,
    getSourceFile: (name, language) => {
      if (name === path) return ts.createSourceFile(name, changed, language, true);
      if (!read.has(name)) read.set(name, host.getSourceFile(name, language));
      return read.get(name);
    },
  };
  last = ts.createProgram([path], { ...options, noEmit: true, incremental: false }, overlaid, last);
  const found = last.getSemanticDiagnostics(last.getSourceFile(path));
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

describe('does not compile', () => {
  it.each([
    ['an operation without an action', 'backend/http/routes/keys.ts', "  may: 'make-keys',\n", ''],
    [
      'an operation with an action that the policy lacks',
      'backend/http/routes/keys.ts',
      "'make-keys'",
      "'make'",
    ],
    [
      'an action on an organisation without whose it is',
      'backend/http/routes/members.ts',
      "  of: ofOrganisationIn('id'),\n",
      '',
    ],
    [
      'an action on a team without whose it is',
      'backend/http/routes/teams.ts',
      "  of: ofTeamIn('id'),\n",
      '',
    ],
    ['a step of a run without an action', 'jobs/pipeline.ts', "compare: { may: 'run', ", 'compare: { '],
    [
      'a step of a run with an action that the policy lacks',
      'jobs/pipeline.ts',
      "compare: { may: 'run'",
      "compare: { may: 'walk'",
    ],
    ['a round without an action', 'jobs/worker.ts', "every('keep-house', TIMES.settle", 'every(TIMES.settle'],
    [
      'a round with an action that the policy lacks',
      'jobs/worker.ts',
      "every('keep-house', TIMES.settle",
      "every('settle', TIMES.settle",
    ],
    [
      'an action without roles',
      'backend/core/policy/policy.ts',
      "roles: ['volunteer'], key: null }",
      'key: null }',
    ],
    [
      'an action for a role that nobody can have',
      'backend/core/policy/policy.ts',
      "roles: ['volunteer'],",
      "roles: ['king'],",
    ],
    ['an action without a cell in its test', 'test/core/policy/policy.test.ts', '  join: [', '  joining: ['],
  ])('%s', (_, file, from, to) => {
    if (!sound.has(file)) expect(complaints(file, from, from)).toEqual([]);
    sound.add(file);
    expect(complaints(file, from, to)).not.toEqual([]);
  });
});
