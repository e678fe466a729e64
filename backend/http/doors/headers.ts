import helmet from 'koa-helmet';
import type { Config } from '../../config.ts';

/** JOSM's remote control: a browser page may ask it to load what is to be reviewed. */
const JOSM = 'http://127.0.0.1:8111';

/** Security headers. The content policy lets in ourselves, the configured tile hosts and JOSM, nothing else. */
export function headers(layers: Config['layers']) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        connectSrc: ["'self'", JOSM],
        fontSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:', ...tileSources(layers)],
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
    // Only means something over HTTPS, which whoever terminates it decides.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
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
