import type { Context, Next } from 'koa';
import { Refusal } from '../refusal.ts';

const HERE = ['localhost', '127.0.0.1', '[::1]'];

/**
 * A page elsewhere can point a name of its own at this machine (DNS rebinding) and then read what we answer as its own:
 * only our own names are answered. The port is free, since a container may publish another one.
 */
export function hostDoor(host: string) {
  const own = new Set([...HERE, host.includes(':') ? `[${host}]` : host.toLowerCase()]);
  return async (ctx: Context, next: Next): Promise<void> => {
    if (!own.has(nameOf(ctx.get('Host'))))
      throw new Refusal(421, 'wrong-host', 'This server does not answer for that host name');
    await next();
  };
}

/** `LocalHost:8080` is `localhost`, `[::1]:8080` is `[::1]`. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, '');
}
