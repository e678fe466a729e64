import type { AuditEntry } from '../../../../backend/http/contract/audit.ts';
import type { Values } from '../../messages/fill.ts';
import type { Key } from '../../messages/key.ts';

/** characters of an id that tell people apart */
const SHORT = 8;

/** The words of one language, and what things are called in it. */
export type Words = Readonly<{
  t: (key: Key, values?: Values) => string;
  tCode: (prefix: string, code: string, otherwise: Key, values?: Values) => string;
  personName: (name: string) => string;
  /** Null: no challenge has this id any more. */
  titleOf: (challenge: string) => string | null;
}>;

/** An entry as a sentence; what this version has no words for keeps the name that the API gives it. */
export function sayEntry(entry: AuditEntry, words: Words): string {
  const { action, data, organisation } = entry;
  const { t, tCode } = words;
  return tCode('audit-did', action, 'audit-did.other', {
    who: sayWho(entry, words),
    what: sayWhat(entry, words),
    role: tCode('role', String(data['role'] ?? ''), 'role.other'),
    format: String(data['format'] ?? ''),
    organisation: organisation
      ? (organisation.name ?? t('audit-what.organisation-gone'))
      : t('administration.all'),
  });
}

function sayWho({ actor, person }: AuditEntry, { t, personName }: Words): string {
  if (actor !== 'person') return t(`audit-who.${actor}`);
  return person?.name ? personName(person.name) : t('audit-who.gone');
}

/** `challenges/wells` is the challenge wells. */
function sayWhat({ target }: AuditEntry, { t, titleOf }: Words): string {
  const [kind, id = ''] = (target ?? '').split('/');
  if (kind === 'challenges') return titleOf(id) ?? t('audit-what.challenge-gone');
  if (kind === 'persons') return t('audit-what.person', { id: id.slice(0, SHORT) });
  if (kind === 'teams') return t('audit-what.team', { id: id.slice(0, SHORT) });
  if (kind === 'tasks') return t('audit-what.task');
  return target ?? '';
}
