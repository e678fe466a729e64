import type { AuditEntry } from '../../../../backend/http/contract/audit.ts';
import { t, tCode } from '../../messages/t.svelte.ts';
import { sayPerson } from '../../words.ts';
import { ROLES, sayRole } from '../roles.ts';

/** characters of an id that tell people apart */
const SHORT = 8;

/** An entry as a sentence; what this version has no words for keeps the name that the API gives it. */
export function sayEntry(entry: AuditEntry, titleOf: (challenge: string) => string | null): string {
  const { action, data, organisation } = entry;
  const role = ROLES.find(one => one === data['role']);
  return tCode('audit-did', action, 'audit-did.other', {
    who: sayWho(entry),
    what: sayWhat(entry, titleOf),
    role: role ? sayRole(role) : String(data['role'] ?? ''),
    format: String(data['format'] ?? ''),
    organisation: organisation
      ? (organisation.name ?? t('audit-what.organisation-gone'))
      : t('administration.all'),
  });
}

function sayWho({ actor, person }: AuditEntry): string {
  if (actor !== 'person') return t(`audit-who.${actor}`);
  return person?.name ? sayPerson(person.name) : t('audit-who.gone');
}

/** `challenges/wells/runs` is the challenge wells. */
function sayWhat({ target }: AuditEntry, titleOf: (challenge: string) => string | null): string {
  const [kind, id = ''] = (target ?? '').split('/');
  if (kind === 'challenges') return titleOf(id) ?? id;
  if (kind === 'persons') return t('audit-what.person', { id: id.slice(0, SHORT) });
  if (kind === 'teams') return t('audit-what.team', { id: id.slice(0, SHORT) });
  return target ?? '';
}
