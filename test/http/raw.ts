import { request } from 'node:http';
import { connect } from 'node:net';

export type Raw = Readonly<{ status: number; headers: Record<string, unknown>; body: Buffer }>;

/** As a program sends it: with any Host, and bodies as they are. @param server `http://127.0.0.1:PORT` */
export function ask(
  server: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body: string | Buffer = '',
): Promise<Raw> {
  return new Promise((resolve, reject) => {
    // Node tells the length of a body of DELETE only where it is told to.
    const told = Object.keys(headers).some(name => /^(content-length|transfer-encoding)$/i.test(name));
    const length = body.length > 0 && !told ? { 'content-length': String(Buffer.byteLength(body)) } : {};
    const asked = request(server + path, { method, headers: { ...headers, ...length } }, response => {
      const parts: Buffer[] = [];
      response.on('data', part => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

export const codeOf = ({ body }: Raw): string => JSON.parse(body.toString()).code;

/** Sends bytes as they are, and gives everything that comes back until the server closes the connection. */
export function talk(server: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(server);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let said = '';
    socket.on('data', data => {
      said += data.toString('latin1');
    });
    socket.on('close', () => resolve(said));
    socket.on('error', fault =>
      (fault as NodeJS.ErrnoException).code === 'ECONNRESET' ? resolve(said) : reject(fault),
    );
    socket.write(bytes, 'latin1');
  });
}

/** The status of each answer in what came back. */
export const statusesIn = (said: string): number[] =>
  [...said.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
