import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { cutFrames, FrameCutter, fatal, frame, textAt } from './frames.ts';
import { type Client, type Engine, Turns } from './turns.ts';

const PROTOCOL = 196_608;
const CANCEL = 80_877_102;
const ENCRYPTION = new Set([80_877_103, 80_877_104]);
/** Query, Sync, Flush and the old function call: after these a client waits for an answer. */
const ENDS_UNIT = 'QSHF';

/**
 * A PostgreSQL server in front of one embedded session, on loopback, behind a password: any user of this machine can
 * reach a loopback port. Cancelling a query and COPY are not served.
 * @returns the port it listens on
 */
export async function serve(
  engine: Engine,
  password: string,
  options: { idleInTransaction?: number } = {},
): Promise<{ port: number; close(): Promise<void> }> {
  const turns = new Turns(engine, options);
  const greeting = greetingOf(engine);
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    attend(socket, turns, greeting, password);
  });
  await listening(server);
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('the embedded database has no port');
  return {
    port: address.port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
}

/** What a client is told after its password: the session's own parameters, asked for once. */
function greetingOf(engine: Engine): Buffer {
  const startup = frame('', PROTOCOL, 'user', 'postgres', 'database', 'postgres', Buffer.from([0]));
  const parameters = cutFrames(Buffer.from(engine.run(startup))).filter(({ type }) => type === 'S');
  const ready = Buffer.from('I');
  return Buffer.concat([
    frame('R', 0),
    ...parameters.map(({ bytes }) => bytes),
    frame('K', 0, 0),
    frame('Z', ready),
  ]);
}

function attend(socket: Socket, turns: Turns, greeting: Buffer, password: string): void {
  socket.setNoDelay(true);
  const cutter = new FrameCutter();
  const client: Client = {
    send: bytes => void (socket.writable && socket.write(bytes)),
    end: () => void socket.end(),
  };
  let state: 'startup' | 'password' | 'open' = 'startup';
  let unit: Buffer[] = [];

  const refuse = (code: string, why: string) => {
    client.send(fatal(code, why));
    client.end();
  };
  /** False when more bytes are needed, or none are wanted. */
  const step = (): boolean => {
    if (state === 'startup') {
      const first = cutter.startup();
      if (!first) return false;
      const code = first.readInt32BE(4);
      if (ENCRYPTION.has(code)) return socket.write('N');
      if (code === CANCEL) client.end();
      else if (code >> 16 !== 3) refuse('0A000', 'only protocol 3 is served');
      else {
        state = 'password';
        client.send(frame('R', 3));
        return true;
      }
      return false;
    }
    const message = cutter.next();
    if (!message) return false;
    if (state === 'password') {
      if (message.type !== 'p' || !same(textAt(message.bytes, 5), password)) {
        refuse('28P01', 'wrong password for the embedded database');
        return false;
      }
      state = 'open';
      client.send(greeting);
      return true;
    }
    if (message.type === 'X') {
      client.end();
      return false;
    }
    unit.push(message.bytes);
    if (ENDS_UNIT.includes(message.type)) {
      turns.add({ client, bytes: Buffer.concat(unit), whole: message.type !== 'H' });
      unit = [];
    }
    return true;
  };

  socket.on('data', chunk => {
    cutter.push(chunk);
    while (step());
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => turns.leave(client));
}

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
