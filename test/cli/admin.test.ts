import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect, type Store } from '../../backend/store/connect.ts';
import { type Serving, serve } from '../http/serve.ts';
import { signedInVisitor } from '../http/signed-in.ts';
import { emptyPlace, type Place } from '../servers/setting.ts';
import { callJalon } from './call-jalon.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describe('jalon admin on a server', () => {
  let place: Place;
  let store: Store;
  let app: Serving;
  beforeAll(async () => {
    place = await emptyPlace('postgres');
    store = connect(place.databaseUrl!, { max: 3 });
    app = await serve({ store });
  });
  afterAll(async () => {
    await app?.close();
    await store?.destroy();
    await place?.remove();
  });

  it('prints a link that makes the first who accepts it an admin, and nobody else', async () => {
    const { code, out, told } = await callJalon(place, ['admin'], { PUBLIC_URL: 'https://jalon.example/' });
    expect(code, told).toBe(0);
    expect(out).toMatch(/^https:\/\/jalon\.example\/invitations#[\w-]{43}\n$/);
    expect(told).toContain('within a day');
    expect(told).toContain('OSM_CLIENT_ID is not set');
    const token = out.trim().split('#')[1]!;

    const vera = await signedInVisitor(app.url, store);
    const offer = await vera.post('/api/v1/invitations/offer', { token });
    expect(offer.json).toMatchObject({ role: 'admin', organisation: null, team: null });
    const days = (Date.parse(offer.json.expiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(0.9);
    expect(days).toBeLessThanOrEqual(1);
    expect((await vera.get('/api/v1/roles')).status).toBe(403);
    expect((await vera.post('/api/v1/invitations/accept', { token })).status).toBe(200);
    expect((await vera.get('/api/v1/roles')).json).toMatchObject([{ role: 'admin', self: true }]);

    const second = await signedInVisitor(app.url, store);
    expect((await second.post('/api/v1/invitations/accept', { token })).json.code).toBe('no-invitation');
    const log = (await vera.get('/api/v1/audit')).json.entries;
    expect(log.map((row: { actor: string; action: string }) => [row.actor, row.action])).toEqual([
      ['person', 'acceptInvitation'],
      ['system', 'inviteToInstallation'],
    ]);
  });

  it('names the address of this computer where PUBLIC_URL is not set, and says so', async () => {
    const { out, told } = await callJalon(place, ['admin'], { PORT: '9123' });
    expect(out).toMatch(/^http:\/\/localhost:9123\/invitations#/);
    expect(told).toContain('PUBLIC_URL is not set');
  });

  it('takes no word', async () => {
    expect((await callJalon(place, ['admin', 'vera'])).code).toBe(2);
  });
});

it('says what to do instead where Jalon has an account of its own', async () => {
  const place = await emptyPlace('embedded');
  try {
    const { code, out, told } = await callJalon(place, ['admin']);
    expect([code, out]).toEqual([2, '']);
    expect(told).toContain('Sign in on this computer');
  } finally {
    await place.remove();
  }
});
