/** The host of the production map, by which uploads to it are switched on; every address under it is production but the sandbox's. */
export const PRODUCTION = 'openstreetmap.org';
const SANDBOX = 'dev.openstreetmap.org';

const isUnder = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

/** Whether what goes there is on the map that everybody uses. @param server `https://api.openstreetmap.org` */
export function isProduction(server: string): boolean {
  // A name may end with the dot of the root.
  const hostname = new URL(server).hostname.replace(/\.$/, '');
  return isUnder(hostname, PRODUCTION) && !isUnder(hostname, SANDBOX);
}

/** Where people look at what is on a server, and sign in there. @param server without a slash at the end */
export const siteOf = (server: string): string =>
  server === `https://api.${PRODUCTION}` ? `https://www.${PRODUCTION}` : server;
