import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { authorizeAddress } from '../../../backend/osm/sign-in/authorize-address.ts';
import { exchangeCode } from '../../../backend/osm/sign-in/exchange-code.ts';
import { newVerifier } from '../../../backend/osm/sign-in/pkce.ts';
import { readUser } from '../../../backend/osm/sign-in/read-user.ts';
import { revokeToken } from '../../../backend/osm/sign-in/revoke-token.ts';
import { SignInFault } from '../../../backend/osm/sign-in/sign-in-fault.ts';
import type { OsmScope, SignInServer } from '../../../backend/osm/sign-in/sign-in-server.ts';
import { type OsmOAuthServer, startOsmOAuth } from '../../servers/osm-oauth.ts';
import type { OAuthApp, OAuthFault } from '../../servers/osm-oauth-desk.ts';
import { pressConsent } from '../../servers/press-consent.ts';

const redirectUri = 'http://127.0.0.1:8080/sign-in/callback';
const state = 'st&te="1"';

let oauth: OsmOAuthServer;
afterEach(() => oauth.close());

/** @param own what we believe of ourselves where it differs from what the server knows */
async function start(app: Partial<OAuthApp> = {}, own: Partial<SignInServer> = {}): Promise<SignInServer> {
  oauth = await startOsmOAuth({ redirectUris: [redirectUri], ...app });
  return {
    osmSignInUrl: oauth.url,
    osmClientId: oauth.app.id,
    osmClientSecret: oauth.app.secret,
    contact: '',
    ...own,
  };
}

const scopes: readonly OsmScope[] = ['read_prefs'];

async function codeFor(server: SignInServer, verifier: string, as = 101): Promise<string> {
  const address = authorizeAddress(server, { redirectUri, scopes, state, verifier });
  const back = new URL(await pressConsent(address, { as }));
  expect(back.searchParams.get('state')).toBe(state);
  return back.searchParams.get('code')!;
}

async function tokenFor(server: SignInServer, as = 101): Promise<string> {
  const verifier = newVerifier();
  const code = await codeFor(server, verifier, as);
  return (await exchangeCode(server, { code, verifier, redirectUri })).token;
}

const faultOf = async (asked: Promise<unknown>): Promise<SignInFault> => {
  const fault = await asked.then(
    () => null,
    (fault: unknown) => fault,
  );
  expect(fault).toBeInstanceOf(SignInFault);
  return fault as SignInFault;
};
const refused = (code: string) => ({ kind: 'refused', code });
const unreachable = { kind: 'unreachable', code: null };

describe('signing in', () => {
  it.each([
    ['a public application', null],
    ['a confidential one', 'its-own-secret&='],
  ])('gives %s a token, and says whose it is', async (_, secret) => {
    const server = await start({ secret });
    const verifier = newVerifier();
    const code = await codeFor(server, verifier, 103);
    const given = await exchangeCode(server, { code, verifier, redirectUri });
    expect(given.scopes).toEqual(['read_prefs']);
    expect(await readUser(server, given.token)).toEqual({ id: 103, name: 'Čeněk Třída' });
  });

  it.each([
    [' ad\u202emin\u200b ', 'admin'],
    ['\u3164\u2800', '103'],
  ])('takes a name as it may stand beside others: %j', async (display_name, name) => {
    const server = await start();
    const token = await tokenFor(server);
    oauth.faults.details = { kind: 'garbage', body: JSON.stringify({ user: { id: 103, display_name } }) };
    expect(await readUser(server, token)).toEqual({ id: 103, name });
  });

  it('sends the browser with the challenge, and the verifier to the server only', async () => {
    const server = await start();
    const verifier = newVerifier();
    await exchangeCode(server, { code: await codeFor(server, verifier), verifier, redirectUri });
    const [authorize, , token] = oauth.asked;
    expect(authorize).toMatchObject({ method: 'GET', path: '/oauth2/authorize', form: {} });
    expect(authorize?.query).toEqual({
      response_type: 'code',
      client_id: 'jalon-test-app',
      redirect_uri: redirectUri,
      scope: 'read_prefs',
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    expect(token).toMatchObject({ method: 'POST', path: '/oauth2/token', query: {} });
    expect(token?.form).toMatchObject({ grant_type: 'authorization_code', code_verifier: verifier });
  });

  it('is refused to another verifier than the one that the code was asked with', async () => {
    const server = await start();
    const code = await codeFor(server, newVerifier());
    const asked = exchangeCode(server, { code, verifier: newVerifier(), redirectUri });
    expect(await faultOf(asked)).toMatchObject(refused('invalid_grant'));
    expect(oauth.tokens.size).toBe(0);
  });

  it('is refused with a code of another redirect address, and with one that is too old', async () => {
    const server = await start({ redirectUris: [redirectUri, `${redirectUri}2`] });
    const verifier = newVerifier();
    const code = await codeFor(server, verifier);
    expect(
      await faultOf(exchangeCode(server, { code, verifier, redirectUri: `${redirectUri}2` })),
    ).toMatchObject(refused('invalid_grant'));
    oauth.codeSeconds = 0;
    const old = await codeFor(server, verifier);
    expect(await faultOf(exchangeCode(server, { code: old, verifier, redirectUri }))).toMatchObject(
      refused('invalid_grant'),
    );
  });

  it('takes the token back when its code comes a second time', async () => {
    const server = await start();
    const verifier = newVerifier();
    const code = await codeFor(server, verifier);
    const { token } = await exchangeCode(server, { code, verifier, redirectUri });
    expect(await faultOf(exchangeCode(server, { code, verifier, redirectUri }))).toMatchObject(
      refused('invalid_grant'),
    );
    expect(await faultOf(readUser(server, token))).toMatchObject(refused('http-401'));
  });

  it('is refused to an application with the wrong secret', async () => {
    const server = await start({ secret: 'right' }, { osmClientSecret: 'wrong' });
    const verifier = newVerifier();
    const code = await codeFor(server, verifier);
    expect(await faultOf(exchangeCode(server, { code, verifier, redirectUri }))).toMatchObject(
      refused('invalid_client'),
    );
  });

  it('is denied by who presses Deny, and the state comes back', async () => {
    const server = await start();
    const address = authorizeAddress(server, { redirectUri, scopes, state, verifier: newVerifier() });
    const back = new URL(await pressConsent(address, { press: 'deny' }));
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ error: 'access_denied', state });
    expect(back.searchParams.has('code')).toBe(false);
  });
});

describe('the OAuth server of tests', () => {
  it('sends nobody to an address that the application did not name, nor for an unknown application', async () => {
    const server = await start();
    const at = (change: Record<string, string>) => {
      const address = new URL(
        authorizeAddress(server, { redirectUri, scopes, state, verifier: newVerifier() }),
      );
      for (const [name, value] of Object.entries(change)) address.searchParams.set(name, value);
      return fetch(address, { redirect: 'manual' });
    };
    expect((await at({ redirect_uri: `${redirectUri}/` })).status).toBe(400);
    expect((await at({ redirect_uri: 'https://evil.example/' })).status).toBe(400);
    expect((await at({ client_id: 'other' })).status).toBe(401);
    const told = async (change: Record<string, string>) =>
      new URL((await at(change)).headers.get('location')!).searchParams.get('error');
    expect(await told({ scope: 'write_everything' })).toBe('invalid_scope');
    expect(await told({ response_type: 'token' })).toBe('unsupported_response_type');
    expect(await told({ code_challenge_method: 'plain' })).toBe('invalid_code_challenge_method');
  });

  it('wants PKCE of a public application', async () => {
    const server = await start();
    const address = new URL(
      authorizeAddress(server, { redirectUri, scopes, state, verifier: newVerifier() }),
    );
    address.searchParams.delete('code_challenge');
    expect(await pressConsent(address.href)).toContain('error=invalid_request');
  });

  it('gives all sign-ins of one person the same token, and another person another', async () => {
    const server = await start();
    const [first, again, other] = [
      await tokenFor(server),
      await tokenFor(server),
      await tokenFor(server, 102),
    ];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });
});

describe('a token', () => {
  it('opens nothing once it is revoked, and may be revoked twice', async () => {
    const server = await start({ secret: 'its-own' });
    const token = await tokenFor(server);
    await revokeToken(server, token);
    await revokeToken(server, token);
    expect(oauth.tokens.size).toBe(0);
    expect(await faultOf(readUser(server, token))).toMatchObject(refused('http-401'));
  });

  it('is not revoked by another application', async () => {
    const server = await start({ secret: 'its-own' });
    const token = await tokenFor(server);
    expect(await faultOf(revokeToken({ ...server, osmClientSecret: null }, token))).toMatchObject(
      refused('unauthorized_client'),
    );
    expect(oauth.tokens.has(token)).toBe(true);
  });
});

describe('a server that does not answer as it should', () => {
  const faults: readonly (readonly [string, OAuthFault])[] = [
    ['says 500', { kind: 'status', status: 500 }],
    ['says 503', { kind: 'status', status: 503, body: '{"error":"temporarily_unavailable"}' }],
    ['says 429', { kind: 'status', status: 429 }],
    ['sends garbage', { kind: 'garbage' }],
    ['sends another JSON', { kind: 'garbage', body: '{"access_token":7,"user":{"id":"1"}}' }],
    [
      'sends a token that fits in no header',
      {
        kind: 'garbage',
        body: '{"access_token":"a\\r\\nb","token_type":"Bearer","user":{"id":1.5,"display_name":""}}',
      },
    ],
    ['sends more than was asked for', { kind: 'garbage', body: ' '.repeat(300_000) }],
    ['sends elsewhere', { kind: 'status', status: 302 }],
    ['breaks the connection', { kind: 'no-connection' }],
    ['hangs', { kind: 'silent' }],
  ];

  it.each(faults)('is unreachable when it %s', async (_, fault) => {
    const server = await start({}, { limits: { time: fault.kind === 'silent' ? 60 : 10_000 } });
    const token = await tokenFor({ ...server, limits: {} });
    oauth.faults.token = fault;
    oauth.faults.details = fault;
    const verifier = newVerifier();
    const code = await codeFor(server, verifier);
    const before = oauth.asked.length;
    expect(await faultOf(exchangeCode(server, { code, verifier, redirectUri }))).toMatchObject(unreachable);
    expect(await faultOf(readUser(server, token))).toMatchObject(unreachable);
    // A code is good for one request, so nothing is asked again.
    expect(oauth.asked.length).toBe(before + 2);
  });

  it.each(['not json', '{"error":"<script>"}', '{"error":5}'])(
    'is quoted only where it says a word: %s',
    async body => {
      const server = await start();
      oauth.faults.token = { kind: 'status', status: 400, body };
      const fault = await faultOf(exchangeCode(server, { code: 'c', verifier: newVerifier(), redirectUri }));
      expect(fault).toMatchObject(refused('http-400'));
    },
  );

  it('is unreachable when it is not there at all', async () => {
    const server = await start();
    const token = await tokenFor(server);
    await oauth.close();
    expect(await faultOf(readUser(server, token))).toMatchObject(unreachable);
    expect(await faultOf(revokeToken(server, token))).toMatchObject(unreachable);
    oauth = await startOsmOAuth();
  });

  it('never makes us tell a code, a verifier, a secret or a token', async () => {
    const server = await start({ secret: 'top-secret' });
    const token = await tokenFor(server);
    const secrets = ['the-code', 'the-verifier', 'top-secret', token];
    const bodies = secrets.map(one => JSON.stringify({ error: one, access_token: one, user: one }));
    const all: OAuthFault[] = [
      { kind: 'no-connection' },
      ...[400, 401, 500].flatMap(status => bodies.map(body => ({ kind: 'status', status, body }) as const)),
      ...bodies.map(body => ({ kind: 'garbage', body }) as const),
    ];
    const exchange = { code: 'the-code', verifier: 'the-verifier', redirectUri };
    for (const fault of all) {
      oauth.faults.token = oauth.faults.details = fault;
      for (const ask of [() => exchangeCode(server, exchange), () => readUser(server, token)]) {
        const { message, stack, cause } = await faultOf(ask());
        const told = JSON.stringify({ message, stack, cause });
        for (const secret of secrets) expect(told).not.toContain(secret);
      }
    }
  });

  it('is asked for nothing with a token that fits in no header', async () => {
    const server = await start();
    const before = oauth.asked.length;
    const fault = await faultOf(readUser(server, 'to\r\nken'));
    expect(fault).toMatchObject(unreachable);
    expect(JSON.stringify(fault.message)).not.toContain('ken');
    expect(oauth.asked.length).toBe(before);
  });
});
