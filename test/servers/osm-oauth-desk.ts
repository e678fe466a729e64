import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { consentPage, errorPage, type OAuthUser } from './osm-oauth-page.ts';

export type OAuthApp = {
  readonly id: string;
  /** Null: a public client, which must use PKCE. */
  readonly secret: string | null;
  /** Compared character by character. */
  readonly redirectUris: string[];
  readonly scopes: readonly string[];
};

/** What an address does until it is switched off again. */
export type OAuthFault =
  | Readonly<{ kind: 'status'; status: number; body?: string }>
  /** 200, and not what was asked for. */
  | Readonly<{ kind: 'garbage'; body?: string }>
  /** Never answers. */
  | Readonly<{ kind: 'silent' }>
  | Readonly<{ kind: 'no-connection' }>;

export type OAuthAsked = Readonly<{
  method: string;
  path: string;
  query: Readonly<Record<string, string>>;
  form: Readonly<Record<string, string>>;
  authorization: string | null;
}>;

export type OAuthDesk = {
  readonly app: OAuthApp;
  readonly users: readonly OAuthUser[];
  readonly asked: OAuthAsked[];
  readonly faults: Partial<Record<keyof typeof PARTS, OAuthFault>>;
  /** Tokens that still open something, with whose they are. */
  readonly tokens: Map<string, Readonly<{ user: OAuthUser; scopes: readonly string[] }>>;
  /** seconds that a code is good for */
  codeSeconds: number;
  /** Answers everything under /oauth2, and whose a token is. @param text the body of the request */
  answer(request: IncomingMessage, response: ServerResponse, text: string): void;
};

export const OAUTH_USERS: readonly OAuthUser[] = [
  { id: 101, name: 'Ann Mapper' },
  { id: 102, name: 'Bob <script>alert(1)</script>' },
  { id: 103, name: 'Čeněk Třída' },
];

type Request = Readonly<{
  redirectUri: string;
  state: string | null;
  scopes: readonly string[];
  challenge: string | null;
}>;
type Code = Request & Readonly<{ user: OAuthUser; until: number; gave: { token: string | null } }>;

/** What can be made to fail. */
const PARTS = {
  token: 'POST /oauth2/token',
  revoke: 'POST /oauth2/revoke',
  details: 'GET /api/0.6/user/details.json',
} as const;
const SCOPES = ['openid', 'read_prefs', 'write_prefs', 'write_api', 'write_notes'];
const random = () => randomBytes(32).toString('base64url');
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');
const same = (a: string, b: string) => timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)));

/**
 * OAuth 2.0 with PKCE as openstreetmap.org does it (Doorkeeper: a code is good for ten minutes and once, tokens never
 * expire, one person's sign-ins share a token), and whose token it is. @param isBlocked by the id of a user
 */
export function oauthDesk(
  app: Partial<OAuthApp> = {},
  isBlocked: (id: number) => boolean = () => false,
): OAuthDesk {
  const known: OAuthApp = {
    id: 'jalon-test-app',
    secret: null,
    redirectUris: [],
    scopes: ['read_prefs', 'write_api'],
    ...app,
  };
  const asked: OAuthAsked[] = [];
  const faults: OAuthDesk['faults'] = {};
  const pending = new Map<string, Request>();
  const codes = new Map<string, Code>();
  const tokens = new Map<string, { user: OAuthUser; scopes: readonly string[] }>();

  function back(response: ServerResponse, { redirectUri, state }: Request, what: Record<string, string>) {
    const to = new URL(redirectUri);
    for (const [name, value] of Object.entries(what)) to.searchParams.set(name, value);
    if (state !== null) to.searchParams.set('state', state);
    response.writeHead(302, { location: to.href, 'cache-control': 'no-store' }).end();
  }

  function html(response: ServerResponse, status: number, text: string): void {
    response.writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    response.end(text);
  }

  function json(response: ServerResponse, status: number, body: unknown): void {
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    });
    response.end(JSON.stringify(body));
  }

  const refuse = (response: ServerResponse, status: number, error: string) =>
    json(response, status, { error, error_description: `The request was refused: ${error}.` });

  /** A browser comes with what the application asks for. */
  function authorize(query: URLSearchParams, response: ServerResponse) {
    const redirectUri = query.get('redirect_uri') ?? '';
    // Nobody is sent to an address that the application did not name before.
    if (query.get('client_id') !== known.id) return html(response, 401, errorPage('Unknown application.'));
    if (!known.redirectUris.includes(redirectUri))
      return html(response, 400, errorPage('The redirect uri is not one of the application.'));
    const scopes = (query.get('scope') ?? '').split(' ').filter(Boolean);
    const challenge = query.get('code_challenge');
    const request: Request = { redirectUri, state: query.get('state'), scopes, challenge };
    if (query.get('response_type') !== 'code')
      return back(response, request, { error: 'unsupported_response_type' });
    if (scopes.length === 0 || !scopes.every(one => known.scopes.includes(one) && SCOPES.includes(one)))
      return back(response, request, { error: 'invalid_scope' });
    if (challenge === null && known.secret === null)
      return back(response, request, { error: 'invalid_request' });
    if (challenge !== null && query.get('code_challenge_method') !== 'S256')
      return back(response, request, { error: 'invalid_code_challenge_method' });
    const id = random();
    pending.set(id, request);
    html(response, 200, consentPage(id, { app: known.id, scopes, users: OAUTH_USERS }));
  }

  /** A button of the page was pressed. */
  function decide(form: URLSearchParams, response: ServerResponse) {
    const request = pending.get(form.get('pending') ?? '');
    const user = OAUTH_USERS.find(one => String(one.id) === form.get('user'));
    if (!request || !user) return html(response, 422, errorPage('This page is too old.'));
    pending.delete(form.get('pending')!);
    if (form.get('press') !== 'allow')
      return back(response, request, {
        error: 'access_denied',
        error_description: 'The resource owner or authorization server denied the request.',
      });
    const code = random();
    const until = Date.now() + desk.codeSeconds * 1000;
    codes.set(code, { ...request, user, until, gave: { token: null } });
    back(response, request, { code });
  }

  /** Public clients are known by their id alone. */
  const isClient = (form: URLSearchParams) =>
    form.get('client_id') === known.id &&
    (known.secret === null || same(form.get('client_secret') ?? '', known.secret));

  function exchange(form: URLSearchParams, response: ServerResponse) {
    if (!isClient(form)) return refuse(response, 401, 'invalid_client');
    if (form.get('grant_type') !== 'authorization_code')
      return refuse(response, 400, 'unsupported_grant_type');
    const code = codes.get(form.get('code') ?? '');
    if (!code) return refuse(response, 400, 'invalid_grant');
    if (code.gave.token !== null) {
      // RFC 6749, 4.1.2: whoever uses it a second time may be a thief, or may have been the first.
      tokens.delete(code.gave.token);
      return refuse(response, 400, 'invalid_grant');
    }
    const verified = code.challenge === null || sha256(form.get('code_verifier') ?? '') === code.challenge;
    if (Date.now() >= code.until || form.get('redirect_uri') !== code.redirectUri || !verified)
      return refuse(response, 400, 'invalid_grant');
    const scope = code.scopes.join(' ');
    const [shared] = [...tokens].find(
      ([, { user, scopes }]) => user === code.user && scopes.join(' ') === scope,
    ) ?? [random()];
    tokens.set(shared, { user: code.user, scopes: code.scopes });
    code.gave.token = shared;
    json(response, 200, {
      access_token: shared,
      token_type: 'Bearer',
      scope,
      created_at: Math.floor(Date.now() / 1000),
    });
  }

  function revoke(form: URLSearchParams, response: ServerResponse) {
    if (!isClient(form)) return refuse(response, 403, 'unauthorized_client');
    tokens.delete(form.get('token') ?? '');
    json(response, 200, {});
  }

  function details(authorization: string | null, response: ServerResponse) {
    const token = tokens.get(/^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? '');
    if (!token?.scopes.includes('read_prefs')) {
      response.writeHead(token ? 403 : 401, { 'content-type': 'text/plain' });
      response.end(token ? 'The access token is insufficient' : 'Couldn’t authenticate you');
      return;
    }
    const blocked = isBlocked(token.user.id);
    json(response, 200, {
      version: '0.6',
      generator: 'OpenStreetMap server',
      user: {
        id: token.user.id,
        display_name: token.user.name,
        account_created: '2020-02-02T20:20:20Z',
        description: '',
        contributor_terms: { agreed: true, pd: false },
        img: {},
        roles: [],
        changesets: { count: 7 },
        traces: { count: 0 },
        blocks: { received: { count: Number(blocked), active: Number(blocked) } },
        languages: ['en'],
        messages: { received: { count: 0, unread: 0 }, sent: { count: 0 } },
      },
    });
  }

  function answer(request: IncomingMessage, response: ServerResponse, text: string) {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const isForm = /^application\/x-www-form-urlencoded\b/.test(request.headers['content-type'] ?? '');
    const form = new URLSearchParams(isForm ? text : '');
    const authorization = request.headers.authorization ?? null;
    const { method = '' } = request;
    asked.push({
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      form: Object.fromEntries(form),
      authorization,
    });
    const route = `${method} ${url.pathname}`;
    if (method === 'POST' && !isForm) return html(response, 415, errorPage('Send a form.'));
    const [part] = Object.entries(PARTS).find(([, address]) => address === route) ?? [];
    const fault = part && faults[part as keyof typeof PARTS];
    if (fault) return misbehave(fault, request, response);
    if (route === 'GET /oauth2/authorize') return authorize(url.searchParams, response);
    if (route === 'POST /oauth2/authorize') return decide(form, response);
    if (route === PARTS.token) return exchange(form, response);
    if (route === PARTS.revoke) return revoke(form, response);
    if (route === PARTS.details) return details(authorization, response);
    html(response, 404, errorPage('There is no such page.'));
  }

  const desk: OAuthDesk = {
    app: known,
    users: OAUTH_USERS,
    asked,
    faults,
    tokens,
    codeSeconds: 600,
    answer,
  };
  return desk;
}

function misbehave(fault: OAuthFault, request: IncomingMessage, response: ServerResponse): void {
  if (fault.kind === 'no-connection') request.socket.destroy();
  else if (fault.kind !== 'silent') {
    const [status, type] = fault.kind === 'status' ? [fault.status, 'application/json'] : [200, 'text/html'];
    response.writeHead(status, { 'content-type': type }).end(fault.body ?? '<p>Down for maintenance</p>');
  }
}
