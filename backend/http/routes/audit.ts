import { z } from 'zod';
import type { Scope } from '../../core/policy/may.ts';
import { auditRows, namesInAudit, organisationIn } from '../../store/people/audit.ts';
import { type AuditPage, auditPage } from '../contract/audit.ts';
import { type Call, operation } from '../frame/operation.ts';
import { whole } from '../frame/parse.ts';
import { ofEverything, ofOrganisationIn } from '../permission/scopes.ts';

/** rows of a page unless told, and at most */
const PAGE = { preset: 50, most: 500 };

/** `before`: the id of the last row of the page before. */
const auditQuery = z.object({
  before: whole(1, 999_999_999).optional(),
  limit: whole(1, PAGE.most).default(PAGE.preset),
});
type AuditQuery = z.output<typeof auditQuery>;

const PAGES = { 200: { words: 'The newest first', schema: auditPage } };

export const readAudit = operation({
  id: 'readAudit',
  may: 'read-audit',
  of: ofEverything,
  method: 'get',
  path: '/api/v1/audit',
  summary: 'What was done here by those who have a role, and on the command line',
  query: auditQuery,
  answers: PAGES,
  handle: call => page(call, null),
});

export const readOrganisationAudit = operation({
  id: 'readOrganisationAudit',
  may: 'read-audit',
  of: ofOrganisationIn('id'),
  method: 'get',
  path: '/api/v1/organisations/:id/audit',
  summary: 'The same, of what belongs to an organisation',
  query: auditQuery,
  answers: PAGES,
  handle: call => page(call, call.scope),
});

async function page({ ctx, deps, query }: Call<AuditQuery>, scope: Scope | null): Promise<void> {
  const { before = null, limit } = query;
  const rows = await auditRows(deps.store, { scope, before, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const names = await namesInAudit(deps.store, shown);
  const view: AuditPage = {
    entries: shown.map(row => {
      const organisation = organisationIn(row.scope);
      return {
        id: row.id,
        at: row.at.toISOString(),
        actor: row.actor,
        person: row.person_id === null ? null : named(row.person_id, names.persons),
        action: row.action,
        organisation: organisation === null ? null : named(organisation, names.organisations),
        target: row.target,
        data: row.data,
      };
    }),
    next: rows.length > limit ? shown.at(-1)!.id : null,
  };
  ctx.body = view;
}

const named = (id: string, names: ReadonlyMap<string, string>) => ({ id, name: names.get(id) ?? null });
