import { createServer, type RequestListener, type Server } from 'node:http';
import { StartFault } from '../store/opening/start-fault.ts';

export type WebServer = Readonly<{
  /** As people open it in a browser. */
  address: string;
  /** Until this is called every request is told to come back. */
  serve(listener: RequestListener): void;
  /** Finishes the requests under way, for at most `patience` milliseconds. */
  close(patience: number): Promise<void>;
}>;

const starting: RequestListener = (_, response) => {
  response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '2' });
  response.end('Jalon is starting.\n');
};

/**
 * Takes the port, before the long work of a start: nobody waits a minute to hear that it is taken.
 * @throws StartFault when it cannot be had
 */
export async function takePort(host: string, port: number): Promise<WebServer> {
  let current = starting;
  const server = createServer((request, response) => current(request, response));
  await listening(server, host, port);
  const bound = server.address();
  return {
    address: addressOf(host, typeof bound === 'object' && bound ? bound.port : port),
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

function addressOf(host: string, port: number): string {
  const name = host === '127.0.0.1' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
