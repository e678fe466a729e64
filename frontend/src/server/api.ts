import type { AnswerReceipt, AnswerRequest } from '../../../backend/http/contract/answer.ts';
import type { ChallengeView } from '../../../backend/http/contract/challenge.ts';
import type { ChangesView, ExportFormat } from '../../../backend/http/contract/changes.ts';
import type { ClaimView, NextRequest } from '../../../backend/http/contract/claim.ts';
import type { Me } from '../../../backend/http/contract/me.ts';
import type { Problem } from '../../../backend/http/contract/problem.ts';
import type { RunView } from '../../../backend/http/contract/run.ts';
import type { TaskCollection, TaskView, TaskWindow } from '../../../backend/http/contract/task.ts';
import { retryAfter } from './retry-after.ts';

export const BASE = '/api/v1';

/** An answer of the server that is not what was asked for; `problem` says it in the words of RFC 9457. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly problem: Problem;
  /** Seconds that the server asks to wait; null where it does not say. */
  readonly retryAfter: number | null;
  constructor(problem: Problem, wait: number | null = null) {
    super(problem.detail ?? problem.title);
    this.status = problem.status;
    this.problem = problem;
    this.retryAfter = wait;
  }
  /** `facts-changed`, `terms-needed`, … */
  get code(): string {
    return this.problem.code ?? this.problem.type.split('/').at(-1) ?? '';
  }
}

/** The server could not be reached at all. */
export class NoNetwork extends Error {}

export type Ask = Readonly<{
  signal?: AbortSignal;
  keepalive?: boolean;
  /** Milliseconds; a server that is silent for so long is taken for one that is not there. */
  patience?: number;
}>;

/** Characters; browsers take no more along when a page goes. */
const KEPT_ALIVE = 15_000;
let tell: (answers: boolean) => void = () => {};
/** Hears after each request whether the server answers, whatever it says. */
export function onReach(listener: (answers: boolean) => void): void {
  tell = listener;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

async function once(method: Method, path: string, body: unknown, ask: Ask): Promise<Response> {
  const { patience, signal } = ask;
  const text = body === undefined ? '' : JSON.stringify(body);
  const ends = [
    ...(signal ? [signal] : []),
    ...(patience === undefined ? [] : [AbortSignal.timeout(patience)]),
  ];
  try {
    const response = await fetch(BASE + path, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? null : text,
      signal: ends.length > 1 ? AbortSignal.any(ends) : (ends[0] ?? null),
      keepalive: (ask.keepalive ?? false) && text.length < KEPT_ALIVE,
    });
    tell(true);
    return response;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    tell(false);
    throw new NoNetwork('no network', { cause });
  }
}

/** What may be sent twice is sent once more when the network failed. @throws ApiProblem where the server refuses */
async function answerTo(method: Method, path: string, body: unknown, ask: Ask): Promise<Response> {
  const again = method !== 'POST' && !ask.keepalive;
  const response = await once(method, path, body, ask).catch(cause => {
    if (again && cause instanceof NoNetwork) return once(method, path, body, ask);
    throw cause;
  });
  if (response.ok) return response;
  const wait = retryAfter(response.headers.get('retry-after'), Date.now());
  throw new ApiProblem(await problemOf(response), wait);
}

/** What the server answers with; null: nothing (204). */
export async function call<Body>(
  method: Method,
  path: string,
  body?: unknown,
  ask: Ask = {},
): Promise<Body | null> {
  const response = await answerTo(method, path, body, ask);
  return response.status === 204 ? null : ((await response.json()) as Body);
}

async function problemOf(response: Response): Promise<Problem> {
  const otherwise = { type: 'about:blank', title: response.statusText || 'Error', status: response.status };
  if (!response.headers.get('content-type')?.includes('json')) return otherwise;
  return { ...otherwise, ...((await response.json().catch(() => ({}))) as Partial<Problem>) };
}

export async function get<Body>(path: string, ask?: Ask): Promise<Body> {
  return (await call<Body>('GET', path, undefined, ask)) as Body;
}

/** Milliseconds that somebody with a task before them waits for the network. */
const PATIENCE = 15_000;
const PATIENT: Ask = { patience: PATIENCE };

const challengePath = (id: string) => `/challenges/${encodeURIComponent(id)}`;
const exportPath = (challenge: string, format: ExportFormat) =>
  `${challengePath(challenge)}/export?format=${format}`;
const taskPath = (id: string) => `/tasks/${encodeURIComponent(id)}`;

export const api = {
  me: () => get<Me>('/me', PATIENT),
  challenges: (ask?: Ask) => get<ChallengeView[]>('/challenges', ask),
  challenge: (id: string, ask?: Ask) => get<ChallengeView>(challengePath(id), { ...PATIENT, ...ask }),
  tasks: (challenge: string, query: Readonly<Record<string, string>>, ask?: Ask) =>
    get<TaskCollection>(`${challengePath(challenge)}/tasks?${new URLSearchParams(query)}`, ask),
  /** Of one challenge, or of all. @param query with the box */
  window: (challenge: string | null, query: string, ask?: Ask) =>
    get<TaskWindow>(`${challenge === null ? '' : challengePath(challenge)}/window?${query}`, ask),
  save: (challenge: string, on: boolean) =>
    call<null>(on ? 'PUT' : 'DELETE', `${challengePath(challenge)}/saved`),
  feature: (challenge: string, on: boolean) =>
    call<null>(on ? 'PUT' : 'DELETE', `${challengePath(challenge)}/featured`),
  /** Claims a task for this browser; null when none is left. */
  next: (challenge: string, request: NextRequest) =>
    call<TaskView>('POST', `${challengePath(challenge)}/next`, request, PATIENT),
  task: (id: string, ask?: Ask) => get<TaskView>(taskPath(id), { ...PATIENT, ...ask }),
  claim: (id: string) => call<ClaimView>('PUT', `${taskPath(id)}/claim`, undefined, PATIENT),
  release: (id: string, ask?: Ask) => call<null>('DELETE', `${taskPath(id)}/claim`, undefined, ask),
  /** Sent as often as needed: the server knows the `requestId`. */
  answer: async (id: string, request: AnswerRequest) =>
    (await call<AnswerReceipt>('POST', `${taskPath(id)}/answers`, request, {
      ...PATIENT,
      keepalive: true,
    })) as AnswerReceipt,
  undo: (answer: string) =>
    call<AnswerReceipt>('DELETE', `/answers/${encodeURIComponent(answer)}`, undefined, PATIENT),
  changes: (challenge: string, ask?: Ask) => get<ChangesView>(`${challengePath(challenge)}/changes`, ask),
  startRun: async (challenge: string) =>
    (await call<{ id: string }>('POST', `${challengePath(challenge)}/runs`, {})) as { id: string },
  run: (id: string, ask?: Ask) => get<RunView>(`/runs/${encodeURIComponent(id)}`, ask),
  exportUrl: (challenge: string, format: ExportFormat) => BASE + exportPath(challenge, format),
  /** The file itself, as text. */
  exported: async (challenge: string, format: ExportFormat) =>
    (await answerTo('GET', exportPath(challenge, format), undefined, {})).text(),
};
