import type { Challenge } from '../../core/challenge/challenge.ts';
import { commandWords } from '../../core/command-words.ts';
import { mustLookHere } from '../../core/licence/gate.ts';
import type { Store } from '../../store/connect.ts';
import { knownInputs } from '../../store/runs/run-inputs.ts';
import { runsOf } from '../../store/runs/run-queries.ts';
import { findRun } from '../../store/runs/runs.ts';
import type { RunInputs } from '../../store/tables.ts';
import { challengeOf } from '../challenge-of.ts';
import { run, runList, runStarted } from '../contract/run.ts';
import { operation } from '../frame/operation.ts';
import { personOf } from '../people/who.ts';
import { ofChallenge } from '../permission/scopes.ts';
import { presentRun } from '../present/run.ts';
import { notFound, Refusal } from '../refusal.ts';

/** More than a page shows; older runs are in the database. */
const LISTED = 50;

export const startRun = operation({
  id: 'startRun',
  may: 'run',
  of: ofChallenge('id'),
  method: 'post',
  path: '/api/v1/challenges/:id/runs',
  summary: 'Reads both sides again and compares them',
  answers: { 202: { words: 'It waits its turn', schema: runStarted } },
  refusals: { 409: 'no-inputs: the challenge does not know what to read' },
  async handle(call) {
    const { ctx, deps, now, param } = call;
    const challenge = await challengeOf(deps.store, param('id'));
    if (!deps.requestRun) throw new Refusal(503, 'no-queue', 'This server starts no runs');
    const person = await personOf(call);
    const id = await deps.requestRun(challenge.id, await inputsOf(deps.store, challenge), {
      now,
      by: person?.id ?? null,
      within: (transaction, run) =>
        call.audit(transaction, { target: `challenges/${challenge.id}`, data: { run } }),
    });
    ctx.state.about = { run: id, challenge: challenge.id };
    ctx.status = 202;
    ctx.set('Location', `/api/v1/runs/${id}`);
    ctx.body = { id };
  },
});

export const listRuns = operation({
  id: 'listRuns',
  may: 'look',
  method: 'get',
  path: '/api/v1/challenges/:id/runs',
  summary: 'Runs of a challenge, the latest first',
  answers: { 200: { words: `${LISTED} at most`, schema: runList } },
  async handle({ ctx, deps, param }) {
    const challenge = await challengeOf(deps.store, param('id'));
    const rows = await runsOf(deps.store, challenge.id, LISTED);
    ctx.body = rows.map(row => presentRun(row, mustLookHere(challenge)));
  },
});

export const readRun = operation({
  id: 'readRun',
  may: 'look',
  method: 'get',
  path: '/api/v1/runs/:id',
  summary: 'How far a run is, and what it found',
  answers: { 200: { words: 'The run', schema: run } },
  async handle({ ctx, deps, param }) {
    const row = await findRun(deps.store, param('id'));
    if (!row) throw notFound('The run');
    const challenge = await challengeOf(deps.store, row.challenge_id);
    ctx.body = presentRun(row, mustLookHere(challenge));
  },
});

async function inputsOf(store: Store, challenge: Challenge): Promise<RunInputs> {
  const known = await knownInputs(store, challenge);
  if (known) return known;
  throw new Refusal(
    409,
    'no-inputs',
    'The challenge does not know what to read',
    `Name both sources once, each a file or an address, or overpass:AREA for the map: ${commandWords(`run ${challenge.id} --official FILE_OR_URL --community FILE_OR_URL_OR_OVERPASS`)}`,
  );
}
