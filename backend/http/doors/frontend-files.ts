import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Context, Next } from 'koa';
import send from 'koa-send';
import { Refusal } from '../refusal.ts';

/** seconds; the names of built assets carry a hash of their content */
const YEAR = 31_536_000;

/**
 * The built interface. What has a hash in its name never changes; index.html is asked for each time; an address of the
 * interface itself, which no file has, gets index.html when a browser navigates to it and only then.
 */
export function frontendFiles(folder: string) {
  return async (ctx: Context, next: Next): Promise<void> => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next();
    ctx.state.route = 'interface';
    if (ctx.path !== '/' && (await sendFile(ctx, folder))) return;
    if (ctx.path !== '/' && !ctx.get('Accept').includes('text/html')) return next();
    if (!existsSync(join(folder, 'index.html')))
      throw new Refusal(503, 'not-built', 'The interface is not built', 'Run: npm run build');
    ctx.set('Cache-Control', 'no-cache');
    await send(ctx, 'index.html', { root: folder, brotli: false, gzip: false });
  };
}

/** koa-send resolves the path inside the folder and refuses what climbs out of it. */
async function sendFile(ctx: Context, folder: string): Promise<boolean> {
  try {
    const sent = await send(ctx, ctx.path, {
      root: folder,
      brotli: false,
      gzip: false,
      setHeaders: res =>
        res.setHeader(
          'Cache-Control',
          ctx.path.startsWith('/assets/') ? `public, max-age=${YEAR}, immutable` : 'no-cache',
        ),
    });
    return sent !== undefined;
  } catch (fault) {
    if ((fault as { status?: number }).status === 404) return false;
    throw fault;
  }
}
