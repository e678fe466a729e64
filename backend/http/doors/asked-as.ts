import { isIP } from 'node:net';
import type Koa from 'koa';
import type { Context } from 'koa';
import type { Config } from '../../config.ts';

type Asked = Context['request'];

/**
 * Makes `ctx.ip`, `ctx.host`, `ctx.protocol` and what follows from them (`ctx.secure`, `originOf`) say what the one who asks
 * sees: through as many proxies of our own as the settings say, and at PUBLIC_URL where its name was asked for. Whatever else
 * a request says of itself in X-Forwarded-* is believed in nothing.
 */
export function askedAs(app: Koa, { publicUrl, trustProxy }: Pick<Config, 'publicUrl' | 'trustProxy'>): void {
  const known = publicUrl === null ? null : new URL(publicUrl);
  /** What the outermost of our proxies wrote; what stands before it was there when it came. */
  const told = (asked: Asked, header: string): string => {
    if (trustProxy === 0) return '';
    const all = asked.get(header).split(',');
    return all.slice(-trustProxy)[0]?.trim() ?? '';
  };
  const atKnown = (asked: Asked) => known !== null && nameOf(hostOf(asked)) === known.hostname;
  const hostOf = (asked: Asked) => (told(asked, 'X-Forwarded-Host') || asked.get('Host')).toLowerCase();
  const define = (name: 'ip' | 'host' | 'protocol', get: (asked: Asked) => string) =>
    Object.defineProperty(app.request, name, {
      configurable: true,
      get(this: Asked) {
        return get(this);
      },
    });

  define('ip', asked => addressIn(told(asked, 'X-Forwarded-For')) ?? asked.socket.remoteAddress ?? '');
  // A proxy that does TLS may leave out the port that the browser sees.
  define('host', asked => (atKnown(asked) ? known!.host : hostOf(asked)));
  define('protocol', asked => {
    if (atKnown(asked)) return known!.protocol.slice(0, -1);
    return told(asked, 'X-Forwarded-Proto').toLowerCase() === 'https' ? 'https' : 'http';
  });
}

/** Of the page that asks, where it is one of ours: `https://jalon.example`. (`ctx.origin` is only a header of the request.) */
export const originOf = (ctx: Context): string => `${ctx.protocol}://${ctx.host}`;

/** `jalon.example:8080` is `jalon.example`, `[::1]:8080` is `[::1]`. */
export const nameOf = (host: string): string => host.replace(/:\d*$/, '');

/** Some proxies add the port; null for what is no address. */
function addressIn(text: string): string | null {
  const bare = text.replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1');
  return isIP(bare) === 0 ? null : bare;
}
