import { createServer, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

export type Cuttable = Readonly<{
  /** Stays the same, whatever is behind it. */
  address: string;
  /** Of the server behind. */
  lead: (to: string) => void;
  /** Nothing comes through, and what is under way is torn. */
  cut: () => void;
  mend: () => void;
  /** What the server says of itself as a build is said otherwise from now on. */
  rename: (build: string) => void;
  /** `GET /path`, in the order in which they came. */
  seen: string[];
  close: () => Promise<void>;
}>;

/** The network between a browser and a server, which can be cut: for pages, workers and whatever else asks. */
export async function startCuttable(): Promise<Cuttable> {
  let target = '';
  let isCut = false;
  let build: string | null = null;
  const sockets = new Set<Socket>();
  const seen: string[] = [];

  const server = createServer((asked, answer) => {
    seen.push(`${asked.method} ${asked.url}`);
    const onward = request(target + asked.url, { method: asked.method, headers: asked.headers }, heard => {
      const parts: Buffer[] = [];
      heard.on('data', part => parts.push(part));
      heard.on('error', () => answer.destroy());
      heard.on('end', () => {
        if (isCut) return;
        const headers = { ...heard.headers };
        delete headers['transfer-encoding'];
        let body = Buffer.concat(parts);
        if (build !== null && /html|javascript/.test(String(headers['content-type'])) && body.length > 0) {
          const encoding = headers['content-encoding'];
          const plain =
            encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body;
          delete headers['content-encoding'];
          delete headers['content-length'];
          body = Buffer.from(plain.toString().replaceAll(/\b[0-9a-f]{16}\b/g, build));
        }
        answer.writeHead(heard.statusCode ?? 502, headers);
        answer.end(body);
      });
    });
    onward.on('error', () => asked.socket.destroy());
    asked.pipe(onward);
  });
  server.on('connection', socket => {
    if (isCut) socket.destroy();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const tear = () => {
    for (const socket of sockets) socket.destroy();
  };

  return {
    address: `http://localhost:${(server.address() as AddressInfo).port}`,
    lead: to => {
      target = to;
    },
    cut: () => {
      isCut = true;
      tear();
    },
    mend: () => {
      isCut = false;
    },
    rename: name => {
      build = name;
    },
    seen,
    close: async () => {
      tear();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
