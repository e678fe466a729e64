import { flagsOf, HELP, TEXT } from '../flags.ts';
import {
  COMPARING,
  COMPARING_FLAGS,
  COMPARING_HELP,
  type CompareArguments,
  comparingNotes,
  comparingOf,
} from '../match/arguments.ts';

export const explainUsage =
  async (): Promise<string> => `jalon explain --official FILE --community FILE --id ID [--json] ${COMPARING_FLAGS}

Compares two files as match does, and says why one feature was paired, or was not: each piece of evidence with its weight
in bits, which add up to the log2 odds of the probability. One bit more doubles the odds that two features are one place, one
less halves them.

  --id ID                        a row's identifier, or a community feature's such as node/123
  --json                         the same as one JSON object for each feature of this id: there may be one on either side
${COMPARING_HELP}

${await comparingNotes()}`;

export type ExplainArguments = CompareArguments & Readonly<{ id: string; json: boolean }>;

/** The words of `jalon explain`; null where help is asked for. @throws UsageFault */
export const parseExplain = async (args: readonly string[]): Promise<ExplainArguments | null> => {
  const { values } = flagsOf({
    args: [...args],
    options: { ...COMPARING, id: TEXT, json: { type: 'boolean' }, help: HELP },
  });
  if (values.help) return null;
  const { id = '' } = values;
  return { ...(await comparingOf('explain', values, { id })), id, json: values.json ?? false };
};
