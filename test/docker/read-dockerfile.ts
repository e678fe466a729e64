import { DockerfileParser, type Instruction, type ModifiableInstruction } from 'dockerfile-ast';

/** One line of a Dockerfile: its word, its flags without dashes, and what follows them. */
export type Step = Readonly<{
  keyword: string;
  flags: Readonly<Record<string, string>>;
  /** As written, continuation lines included. */
  text: string;
  words: readonly string[];
  line: number;
}>;

/** From one FROM to the next. */
export type Stage = Readonly<{ name: string; base: string; steps: readonly Step[] }>;

/** The stages of a Dockerfile. @throws Error for a step outside every stage other than ARG */
export function readDockerfile(text: string): readonly Stage[] {
  const presets: Record<string, string> = {};
  const stages: { name: string; base: string; steps: Step[] }[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const step = stepOf(instruction);
    const [first = '', as, name] = step.words;
    if (step.keyword === 'FROM') {
      const base = first.replace(/\$\{(\w+)\}/g, (_, arg: string) => presets[arg] ?? '');
      stages.push({ name: as?.toUpperCase() === 'AS' ? (name ?? '') : '', base, steps: [] });
    } else if (stages.length > 0) stages.at(-1)!.steps.push(step);
    else if (step.keyword === 'ARG') presets[first.split('=')[0]!] = first.split('=')[1] ?? '';
    else throw new Error(`line ${step.line}: ${step.keyword} before FROM`);
  }
  return stages;
}

function stepOf(instruction: Instruction): Step {
  const text = (instruction.getRawArgumentsContent() ?? '').trim();
  const flags = 'getFlags' in instruction ? (instruction as ModifiableInstruction).getFlags() : [];
  return {
    keyword: instruction.getKeyword().toUpperCase(),
    flags: Object.fromEntries(flags.map(flag => [flag.getName(), flag.getValue() ?? ''])),
    text,
    words: text.split(/\s+/).filter(Boolean),
    line: instruction.getRange().start.line + 1,
  };
}

/** `["node", "x.js"]`, the form without a shell. @throws Error for the other form */
export function execForm(text: string): string[] {
  const read: unknown = JSON.parse(text);
  if (!Array.isArray(read) || !read.every(word => typeof word === 'string'))
    throw new Error(`not a list of words: ${text}`);
  return read;
}

/** `title="Jalon" version="0.1.0"`, of LABEL and ENV. */
export function pairsOf(text: string): Record<string, string> {
  const pairs = text.replaceAll('\\\n', ' ').matchAll(/([\w.]+)=(?:"([^"]*)"|(\S+))/g);
  return Object.fromEntries([...pairs].map(([, key, quoted, bare]) => [key!, quoted ?? bare ?? '']));
}
