import { fetch, type Response } from 'undici';
import { z } from 'zod';
import { userAgent } from '../../net/user-agent.ts';
import { SignInFault } from './sign-in-fault.ts';
import { SIGN_IN_LIMITS, type SignInServer } from './sign-in-server.ts';

type Asked = Readonly<{ path: string }> &
  (Readonly<{ form: Readonly<Record<string, string>> }> | Readonly<{ bearer: string }>);

/** RFC 6749, 5.2, as narrow as the words that are in use: no token looks like one. */
const refusal = z.object({ error: z.string().regex(/^[a-z_]{1,40}$/) });

/** Busy, or broken for now: no word about what was asked. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * One request, never repeated (a code is good for one), never redirected (its secrets are for this server): a form is
 * posted, with a bearer token it is a GET.
 * @throws SignInFault
 */
export async function askSignIn<T>(server: SignInServer, asked: Asked, schema: z.ZodType<T>): Promise<T> {
  const { host } = new URL(server.osmSignInUrl);
  const limits = { ...SIGN_IN_LIMITS, ...server.limits };
  const away = (why: string) => new SignInFault('unreachable', null, `${host} could not be asked: ${why}.`);
  let text: string;
  let status: number;
  try {
    const response = await fetch(`${server.osmSignInUrl}${asked.path}`, {
      ...('form' in asked ? { method: 'POST', body: new URLSearchParams(asked.form) } : { method: 'GET' }),
      headers: {
        accept: 'application/json',
        'user-agent': userAgent(server.contact),
        ...('bearer' in asked && { authorization: `Bearer ${asked.bearer}` }),
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(limits.time),
    });
    status = response.status;
    const read = await textOf(response, limits.bodySize);
    if (read === null) throw away('its answer is too long');
    text = read;
  } catch (fault) {
    throw fault instanceof SignInFault ? fault : away(wordsOf(fault));
  }
  if (status >= 400 && status < 500 && !PASSING.has(status)) {
    const code = refusal.safeParse(jsonIn(text)).data?.error ?? `http-${status}`;
    throw new SignInFault('refused', code, `${host} refused: ${code}.`);
  }
  if (status !== 200) throw away(`it answered ${status}`);
  const read = schema.safeParse(jsonIn(text));
  // What it sent instead may hold a token: nothing of it is repeated.
  if (!read.success) throw away('its answer is not what was asked for');
  return read.data;
}

/** Null: more than that. */
async function textOf(response: Response, most: number): Promise<string | null> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let size = 0;
  let text = '';
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > most) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Null where it is none. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The words of a fault may repeat a header: only its name and code are told. */
function wordsOf(fault: unknown): string {
  const { name, cause, code } = fault as { name?: string; cause?: { code?: string }; code?: string };
  if (name === 'TimeoutError') return 'no complete answer in time';
  return cause?.code ?? code ?? 'the connection broke';
}
