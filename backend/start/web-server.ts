import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { addressOf } from '../http/doors/limits/address-of.ts';
import { StartFault } from '../store/opening/start-fault.ts';

export type WebServer = Readonly<{
  /** As people open it in a browser. */
  address: string;
  /** Until this is called every request is told to come back. */
  serve(listener: RequestListener): void;
  /** Finishes the requests under way, for at most `patience` milliseconds. */
  close(patience: number): Promise<void>;
}>;

/** What one who is slow, or takes too much, may have of the server. */
const PATIENCE = {
  /** milliseconds until the last byte of a request's headers */
  headers: 15_000,
  /** milliseconds until the last byte of a request; 256 kB in that time are 4 kB a second */
  request: 60_000,
  /** milliseconds until the last byte of its answer; a download that takes longer is begun anew */
  answer: 600_000,
  /** milliseconds that a connection is kept for a next request; longer than proxies keep theirs, or they would meet a closed one */
  idle: 75_000,
  /** milliseconds between two looks at who is late */
  look: 5_000,
  /** bytes of all headers of a request */
  headerSize: 16_384,
  /** connections at the same time */
  connections: 2_000,
  /** of them from one address, if nobody stands before us who speaks for many: forty browsers with six each */
  perAddress: 250,
};
export type Patience = Readonly<typeof PATIENCE>;

const starting: RequestListener = (_, response) => {
  response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '2' });
  response.end('Jalon is starting.\n');
};

/**
 * Takes the port, before the long work of a start: nobody waits a minute to hear that it is taken.
 * @param behindProxies connections come from them, and theirs are not counted by address
 * @throws StartFault when it cannot be had
 */
export async function takePort(
  host: string,
  port: number,
  behindProxies = false,
  patience: Partial<Patience> = {},
): Promise<WebServer> {
  let current = starting;
  const bounds = { ...PATIENCE, ...patience };
  const server = createServer(optionsOf(bounds), (request, response) => {
    const late = setTimeout(() => request.socket.destroy(), bounds.answer);
    response.once('close', () => clearTimeout(late));
    current(request, response);
  });
  server.maxConnections = bounds.connections;
  // The last ones for whoever is at work: those that only wait for a next request give way.
  server.on('drop', () => server.closeIdleConnections());
  if (!behindProxies) boundEach(server, bounds.perAddress);
  await listening(server, host, port);
  const bound = server.address();
  return {
    address: openedAt(host, typeof bound === 'object' && bound ? bound.port : port),
    serve: listener => {
      current = listener;
    },
    close: patience =>
      new Promise(resolve => {
        const late = setTimeout(() => server.closeAllConnections(), patience);
        // A connection whose last answer has just gone out would be kept open for the next request.
        const idle = setInterval(() => server.closeIdleConnections(), 50);
        server.close(() => {
          clearTimeout(late);
          clearInterval(idle);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

const optionsOf = ({ headers, request, idle, look, headerSize }: Patience): ServerOptions => ({
  headersTimeout: headers,
  requestTimeout: request,
  keepAliveTimeout: idle,
  connectionsCheckingInterval: look,
  maxHeaderSize: headerSize,
  // Node's own refusal of requests that can be read in two ways.
  insecureHTTPParser: false,
});

/** Closes what comes from an address that has as many connections as one may have. */
function boundEach(server: Server, most: number): void {
  const open = new Map<string, number>();
  server.on('connection', socket => {
    const from = addressOf(socket.remoteAddress ?? '');
    const count = (open.get(from) ?? 0) + 1;
    open.set(from, count);
    socket.once('close', () => {
      const left = (open.get(from) ?? 1) - 1;
      if (left > 0) open.set(from, left);
      else open.delete(from);
    });
    if (count > most) socket.destroy();
  });
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (fault: NodeJS.ErrnoException) => reject(new StartFault(words(fault, host, port))));
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function words(fault: NodeJS.ErrnoException, host: string, port: number): string {
  if (fault.code === 'EADDRINUSE')
    return `port ${port} is taken by another program: stop it, or set PORT to another (PORT=${port < 65535 ? port + 1 : port - 1} npm start)`;
  if (fault.code === 'EACCES') return `port ${port} is for administrators only: set PORT to one above 1023`;
  if (fault.code === 'EADDRNOTAVAIL' || fault.code === 'ENOTFOUND')
    return `HOST ${host} is not an address of this machine`;
  return `cannot listen on ${host}:${port}: ${fault.message}`;
}

function openedAt(host: string, port: number): string {
  const name = host === '127.0.0.1' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
