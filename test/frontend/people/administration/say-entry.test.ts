import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Action, lineOf } from '../../../../backend/core/policy/policy.ts';
import type { AuditEntry } from '../../../../backend/http/contract/audit.ts';
import { OPERATIONS } from '../../../../backend/http/operations.ts';
import { fill, type Message } from '../../../../frontend/src/messages/fill.ts';
import type { Key } from '../../../../frontend/src/messages/key.ts';
import { sayEntry, type Words } from '../../../../frontend/src/people/administration/say-entry.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const LANGUAGES = ['en', 'fr', 'nl', 'de'] as const;
const ID = '3f2c9f0e-6a51-4d5e-9c06-0d8a3a1b7c42';

function wordsOf(language: string): Words & { messages: Record<string, Message> } {
  const messages = JSON.parse(
    readFileSync(join(ROOT, `frontend/src/messages/${language}.json`), 'utf8'),
  ) as Record<string, Message>;
  const t: Words['t'] = (key, values = {}) => fill(messages[key] ?? key, values, language);
  return {
    messages,
    t,
    tCode: (prefix, code, otherwise, values) => {
      const key = `${prefix}.${code}`;
      return t(key in messages ? (key as Key) : otherwise, { ...values, code });
    },
    personName: name => name,
    titleOf: challenge => (challenge === ID ? 'Wells' : null),
  };
}

/** The operations that leave a row by what they do, and those that write one of their own accord. */
const OWN = new Set(['acceptInvitation', 'leaveRole', 'deleteMe', 'signInByLink']);
const audited = OPERATIONS.filter(({ id, may, looks, method }) => {
  if (looks) return false;
  const actions: Action[] =
    typeof may === 'string' ? [may] : [may({ format: 'osc' }), may({ format: 'csv' })];
  // What an admin does to a team of others is written down, too.
  return OWN.has(id) || actions.some(one => lineOf(one).audited || (one === 'lead-team' && method !== 'get'));
});

/** What the command line, signing in and leaving write down: named where it is written. */
const written = ['backend/cli', 'backend/http/people', 'backend/store/people']
  .flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(name =>
      join(ROOT, folder, name),
    ),
  )
  .filter(file => file.endsWith('.ts'))
  .map(file => readFileSync(file, 'utf8'))
  .filter(source => /\baudit(Command)?\(/.test(source))
  .flatMap(source => [...source.matchAll(/\baction: '(\w+)'/g)].map(([, action]) => action!));

const deeds = [
  ...audited.map(({ id, path }) => ({
    action: id,
    address: path.replace('/api/v1/', '').replace(/:\w+/g, ID),
  })),
  ...written.map(action => ({ action, address: null })),
];

/** What a row of this action may say: done to its address, or to the thing itself. */
function entriesOf({ action, address }: (typeof deeds)[number]): AuditEntry[] {
  const targets = /Team/.test(action)
    ? [`teams/${ID}`]
    : /Member|Role|Invitation|Me$|Person$|Link$/.test(action)
      ? [`persons/${ID}`]
      : /Task/.test(action)
        ? [`tasks/${ID}`]
        : /Organisation/.test(action)
          ? [address, `organisations/${ID}`]
          : action === 'restore'
            ? [null]
            : [`challenges/${ID}`, 'challenges/long-gone'];
  const organisations = [null, { id: ID, name: 'SDIS 35' }, { id: ID, name: null }];
  const people = [
    { actor: 'person', person: { id: ID, name: 'Ann' } },
    { actor: 'person', person: { id: ID, name: null } },
    { actor: 'system', person: null },
  ] as const;
  return targets.flatMap(target =>
    organisations.flatMap(organisation =>
      people.map(who => ({
        ...who,
        id: 1,
        at: '2026-04-10T12:00:00Z',
        action,
        organisation,
        target,
        data: { role: 'reviewer', format: 'osc', run: ID, invitation: ID },
      })),
    ),
  );
}

it('there are audited deeds of the API, the command line, signing in and leaving', () => {
  const actions = deeds.map(({ action }) => action);
  expect(actions).toEqual(
    expect.arrayContaining(['startRun', 'exportChanges', 'putTeam', 'saveSchedule', 'restore', 'deleteMe']),
  );
  expect(actions).toEqual(expect.arrayContaining([...OWN]));
});

describe.each(LANGUAGES)('the audit log in %s', language => {
  const words = wordsOf(language);

  it.each(deeds)('says $action as a sentence, without ids and names of operations', deed => {
    expect(words.messages).toHaveProperty([`audit-did.${deed.action}`]);
    for (const entry of entriesOf(deed)) {
      const said = sayEntry(entry, words);
      for (const raw of [ID, 'long-gone', 'persons/', 'reviewer', '{', '}'])
        expect(said, said).not.toContain(raw);
      expect(said).not.toMatch(/\p{Ll}\p{Lu}/u);
      expect(said).toMatch(/^\p{Lu}.*\.$/u);
    }
  });

  it('names what was done, by whom, to what and for whom', () => {
    const [entry] = entriesOf({ action: 'deleteMember', address: null });
    const said = sayEntry({ ...entry!, organisation: { id: ID, name: 'SDIS 35' } }, words);
    for (const part of ['Ann', ID.slice(0, 8), words.t('role.reviewer'), 'SDIS 35'])
      expect(said).toContain(part);
    const [run] = entriesOf({ action: 'startRun', address: null });
    expect(sayEntry(run!, words)).toContain('Wells');
  });

  it('has no sentence for what nobody does', () => {
    const actions = new Set([...deeds.map(({ action }) => action), 'other']);
    const said = Object.keys(words.messages).flatMap(key =>
      key.startsWith('audit-did.') ? [key.slice(10)] : [],
    );
    expect(said.filter(action => !actions.has(action))).toEqual([]);
  });
});
