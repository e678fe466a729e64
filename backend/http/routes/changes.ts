import { z } from 'zod';
import { ABOUT_FORMATS, type Audience } from '../../core/change/formats.ts';
import type { Action } from '../../core/policy/policy.ts';
import { exportChallenge, type Taken } from '../../handover/export/export-challenge.ts';
import { gatherChanges } from '../../handover/gather-changes.ts';
import { pendingAnswers } from '../../store/tasks/answer-queries.ts';
import { challengeOf } from '../challenge-of.ts';
import { type ChangesView, changesView, exportFormat } from '../contract/changes.ts';
import { refuseElsewhere } from '../doors/same-origin.ts';
import { operation } from '../frame/operation.ts';
import { ofChallenge } from '../permission/scopes.ts';
import { presentChange } from '../present/changes.ts';
import { Refusal } from '../refusal.ts';

export const listChanges = operation({
  id: 'listChanges',
  may: 'look',
  method: 'get',
  path: '/api/v1/challenges/:id/changes',
  budget: 'changes',
  summary: 'What the settled answers of a challenge change on the map, and what of it cannot be done',
  answers: {
    200: { words: 'Edits, and settled answers that make none, each with its reason', schema: changesView },
  },
  async handle({ ctx, deps, param }) {
    const challenge = await challengeOf(deps.store, param('id'));
    const { changes, notPossible, corrections } = await gatherChanges(deps.store, deps.config, challenge);
    const view: ChangesView = {
      changes: changes.map(presentChange),
      notPossible: notPossible.map(({ task, element, reason, detail }) => ({
        task,
        element: element ?? null,
        reason,
        detail,
      })),
      pending: await pendingAnswers(deps.store, challenge.id),
      corrections: corrections.length,
    };
    ctx.body = view;
  },
});

const exportQuery = z.object({ format: exportFormat });

/** The files that others work with are given in our name; the agency's own errors are for the agency. */
const MAY_TAKE = {
  map: 'take-changes',
  wikidata: 'take-changes',
  agency: 'take-corrections',
  tools: 'look',
} as const satisfies Readonly<Record<Audience, Action>>;

export const exportChanges = operation({
  id: 'exportChanges',
  may: ({ format }) => MAY_TAKE[ABOUT_FORMATS[format].for],
  of: ofChallenge('id'),
  method: 'get',
  path: '/api/v1/challenges/:id/export',
  budget: 'exports',
  summary: 'What was settled as a file to download: edits, statements, corrections, or everything',
  query: exportQuery,
  answers: {
    200: {
      words:
        'osmChange, JOSM XML, tasks for MapRoulette, QuickStatements for Wikidata, corrections for the agency, GeoJSON or CSV; Jalon-Changes and Jalon-Not-Possible count what is in it and what is not',
      types: [...new Set(Object.values(ABOUT_FORMATS).map(({ contentType }) => contentType))],
    },
  },
  refusals: {
    403: 'cross-site: a page of another site leads here',
    409: 'nothing-to-export: no settled answer makes an entry of it; errors lists why',
  },
  async handle({ ctx, deps, now, param, query, audit }) {
    // A file that is taken counts as handed over: not for a page elsewhere that only shows its address, nor for HEAD.
    refuseElsewhere(ctx);
    const challenge = await challengeOf(deps.store, param('id'));
    const taken: Taken = {
      at: now,
      // Of what is refused below nothing is told.
      tell: async (transaction, data) => {
        if (data.changes > 0) await audit(transaction, { target: `challenges/${challenge.id}`, data });
      },
    };
    const made = await exportChallenge(
      deps.store,
      deps.config,
      challenge,
      query.format,
      ctx.method === 'GET' ? taken : null,
    );
    if (made.entries === 0)
      throw new Refusal(
        409,
        'nothing-to-export',
        'There is nothing to export',
        made.notPossible.length > 0
          ? `${made.notPossible.length} settled answers cannot become edits.`
          : 'Nothing settled makes an entry of this file now; an answer counts when its undo window has ended.',
        {
          errors: made.notPossible
            .slice(0, 100)
            .map(one => ({ path: one.task, message: one.detail, code: one.reason })),
        },
      );
    ctx.set('Jalon-Changes', String(made.entries));
    ctx.set('Jalon-Not-Possible', String(made.notPossible.length));
    ctx.set('Cache-Control', 'no-store');
    ctx.attachment(made.fileName);
    ctx.type = made.contentType;
    ctx.body = made.body;
  },
});
