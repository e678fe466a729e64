import { parseArgs } from 'node:util';
import { SETTINGS, type Setting } from '../test/servers/setting.ts';

/** What may follow the name of a benchmark; each takes what concerns it. */
export type Flags = Readonly<{
  /** Places or tasks, where a benchmark makes its own. */
  count?: number;
  setting?: Setting;
  /** Copies of an extract, where a benchmark makes a larger one out of it. */
  copies?: number;
  /** How often it measures. */
  repeat?: number;
  /** Leaves the long parts out. */
  quick?: boolean;
}>;

/** A flag that cannot be used, in one line. */
export class FlagFault extends Error {}

/** @throws FlagFault */
export function readFlags(args: readonly string[]): Flags {
  const text = { type: 'string' } as const;
  const values = (() => {
    try {
      return parseArgs({
        args: [...args],
        options: { count: text, setting: text, copies: text, repeat: text, quick: { type: 'boolean' } },
      }).values;
    } catch (fault) {
      throw new FlagFault((fault as Error).message.split('\n', 1)[0]);
    }
  })();
  const { setting } = values;
  if (setting !== undefined && !isSetting(setting))
    throw new FlagFault(`--setting must be one of ${SETTINGS.join(', ')}`);
  const [count, copies, repeat] = [
    whole('count', values.count),
    whole('copies', values.copies),
    whole('repeat', values.repeat),
  ];
  return { count, copies, repeat, setting, quick: values.quick };
}

const isSetting = (name: string): name is Setting => (SETTINGS as readonly string[]).includes(name);

function whole(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new FlagFault(`--${name} must be a whole number above 0`);
}
