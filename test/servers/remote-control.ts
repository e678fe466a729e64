import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** As JOSM listens beside a browser: `deeds` are what it was asked, in the order of asking. */
export type RemoteControl = Readonly<{
  address: string;
  deeds: readonly Readonly<{ command: string; values: Readonly<Record<string, string>> }>[];
  /** Commands that its user does not permit (403). */
  forbid: (...commands: readonly string[]) => void;
  close: () => Promise<void>;
}>;

/** https://josm.openstreetmap.de/wiki/Help/RemoteControlCommands */
export async function startRemoteControl(): Promise<RemoteControl> {
  const deeds: { command: string; values: Record<string, string> }[] = [];
  let forbidden: readonly string[] = [];
  // An edit of a whole challenge is longer than what Node takes for a header.
  const server = createServer({ maxHeaderSize: 4 * 1024 * 1024 }, (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
    const command = pathname.slice(1);
    deeds.push({ command, values: Object.fromEntries(searchParams) });
    response.writeHead(forbidden.includes(command) ? 403 : 200, { 'access-control-allow-origin': '*' });
    response.end('OK');
  });
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deeds,
    forbid: (...commands) => {
      forbidden = commands;
    },
    close: () =>
      new Promise(closed => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
