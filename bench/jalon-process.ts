import { jalonProcess } from '../test/servers/jalon-process.ts';

export type JalonProcess = Readonly<{
  pid: number;
  /** Of its web server. */
  address: string;
  stop(): Promise<void>;
}>;

/**
 * A Jalon as an operator starts it, from what was built, on a free port; here once it is ready.
 * @param core the one that all its threads keep to, as in a container of one CPU; absent: any
 */
export async function startJalon(
  settings: Readonly<Record<string, string>>,
  core?: number,
): Promise<JalonProcess> {
  const { child, ready, stop } = jalonProcess('built', { LOG_LEVEL: 'error', ...settings }, core);
  const address = await ready;
  return { pid: child.pid!, address, stop: () => stop() };
}
