import type { Context, Next } from 'koa';
import helmet from 'koa-helmet';
import type { Config } from '../../config.ts';

/** seconds; a year */
const TLS_ONLY = 31_536_000;

/** What a browser would lend to pages; ours take the place where a volunteer stands, a copied key, and the whole screen. */
const LENT: Readonly<Record<string, '()' | '(self)'>> = {
  accelerometer: '()',
  autoplay: '()',
  'browsing-topics': '()',
  camera: '()',
  'clipboard-read': '()',
  'clipboard-write': '(self)',
  'display-capture': '()',
  fullscreen: '(self)',
  geolocation: '(self)',
  gyroscope: '()',
  hid: '()',
  magnetometer: '()',
  microphone: '()',
  midi: '()',
  payment: '()',
  'screen-wake-lock': '()',
  serial: '()',
  usb: '()',
  'xr-spatial-tracking': '()',
};
const PERMISSIONS = Object.entries(LENT)
  .map(([name, to]) => `${name}=${to}`)
  .join(', ');

/** Of what is no page: whatever a browser makes of it, it runs nothing, loads nothing, and has an origin of nobody's. */
const NO_PAGE = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

/**
 * Security headers. The content policy lets in ourselves, the configured tile hosts and JOSM, nothing else.
 * @param isPage tells pages of the interface from the API's answers and files, which are no pages
 */
export function headers(
  { layers, publicUrl, remoteControl }: Readonly<Pick<Config, 'layers' | 'publicUrl' | 'remoteControl'>>,
  isPage: (path: string) => boolean,
) {
  const ofPages = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        connectSrc: ["'self'", ...(remoteControl === null ? [] : [remoteControl])],
        fontSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        frameSrc: ["'none'"],
        imgSrc: ["'self'", 'data:', ...tileSources(layers)],
        manifestSrc: ["'self'"],
        mediaSrc: ["'none'"],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'"],
        workerSrc: ["'self'"],
      },
    },
    // Tile servers of OSM answer 403 to requests without a referrer.
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    // Tiles come from hosts that send no such header.
    crossOriginEmbedderPolicy: false,
    // Other names below this one are not ours to decide about.
    strictTransportSecurity: publicUrl?.startsWith('https:')
      ? { maxAge: TLS_ONLY, includeSubDomains: false }
      : false,
    xFrameOptions: { action: 'deny' },
  });
  return async (ctx: Context, next: Next): Promise<void> => {
    ctx.set('Permissions-Policy', PERMISSIONS);
    await ofPages(ctx, async () => {
      if (!isPage(ctx.path)) ctx.set('Content-Security-Policy', NO_PAGE);
      await next();
    });
  };
}

/** `https://{s}.tile.example/{z}/…` lets in `https://*.tile.example`. Sorted, each once. */
export function tileSources(layers: Config['layers']): string[] {
  const sources = layers.map(layer => {
    const [, scheme, host] = /^(https?:)\/\/([^/]+)/.exec(layer.url.replaceAll('{s}', 'X-ANY')) ?? [];
    if (!host || !/^[\w.:-]+$/.test(host)) return null;
    return `${scheme}//${host.replace(/^[^.]*X-ANY[^.]*/, '*')}`;
  });
  return [...new Set(sources.filter(source => source !== null))].sort();
}
