/**
 * Does with plain requests what a browser does on the OAuth server's page. @param as a user's id
 * @returns where the browser is sent
 */
export async function pressConsent(
  address: string,
  { as = 101, press = 'allow' }: Readonly<{ as?: number; press?: 'allow' | 'deny' }> = {},
): Promise<string> {
  const page = await fetch(address, { redirect: 'manual' });
  const [, pending] = /name="pending" value="([^"]+)"/.exec(await page.text()) ?? [];
  if (!pending) {
    const sent = page.headers.get('location');
    if (sent) return sent;
    throw new Error(`the OAuth server asks nobody: ${page.status}`);
  }
  const pressed = await fetch(new URL('/oauth2/authorize', address), {
    method: 'POST',
    body: new URLSearchParams({ pending, user: String(as), press }),
    redirect: 'manual',
  });
  const sent = pressed.headers.get('location');
  if (!sent) throw new Error(`the OAuth server sends nobody back: ${pressed.status}`);
  return sent;
}
