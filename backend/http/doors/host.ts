import type { Context, Next } from 'koa';
import type { Config } from '../../config.ts';
import { Refusal } from '../refusal.ts';
import { nameOf } from './asked-as.ts';

const HERE = ['localhost', '127.0.0.1', '[::1]'];

/**
 * A page elsewhere can point a name of its own at this machine (DNS rebinding) and then read what we answer as its own:
 * only our own names are answered. The port is free, since a container may publish another one.
 */
export function hostDoor({ host, publicUrl }: Pick<Config, 'host' | 'publicUrl'>) {
  const own = new Set([...HERE, host.includes(':') ? `[${host}]` : host.toLowerCase()]);
  if (publicUrl !== null) own.add(new URL(publicUrl).hostname);
  return async (ctx: Context, next: Next): Promise<void> => {
    // Node takes the first of two, a proxy perhaps the second.
    if ((ctx.req.headersDistinct.host?.length ?? 0) > 1)
      throw new Refusal(400, 'bad-request', 'The request cannot be read', 'It names two hosts.');
    if (!own.has(nameOf(ctx.host)))
      throw new Refusal(421, 'wrong-host', 'This server does not answer for that host name');
    await next();
  };
}
