import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { contextFiles } from './context.ts';
import { execForm, pairsOf, type Stage, type Step } from './read-dockerfile.ts';

/** What `docker build` would make, in a folder that stands for `/`. */
export type Image = Readonly<{
  /** Stands for `/`. */
  root: string;
  /** As the container sees it. */
  workdir: string;
  env: Readonly<Record<string, string>>;
  user: Readonly<{ uid: number; gid: number }> | null;
  command: readonly string[];
  healthcheck: readonly string[];
  stopSignal: NodeJS.Signals;
}>;

/** Folders of an image that its steps name; the rest of `/` is this machine's. */
const OWN = /(?<![\w.@/-])\/(?=(?:jalon|data|usr\/local\/bin)\b)/g;

/**
 * Carries out the steps of a Dockerfile on this machine, without Docker: COPY copies what .dockerignore lets through, RUN
 * runs with the image's folders moved below `place`. The base image is whatever this machine has.
 * @param place an empty folder, which also the image's user may enter
 */
export async function buildImage(stages: readonly Stage[], context: string, place: string): Promise<Image> {
  const built = new Map<string, string>();
  let image: Image | null = null;
  for (const [number, stage] of stages.entries()) {
    const root = join(place, stage.name || `stage-${number}`);
    mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
    built.set(stage.name, root);
    image = await carryOut(stage, root, context, built);
  }
  if (!image) throw new Error('no stage');
  return image;
}

async function carryOut(
  { steps }: Stage,
  root: string,
  context: string,
  built: ReadonlyMap<string, string>,
): Promise<Image> {
  let image: Image = {
    root,
    workdir: '/',
    env: {},
    user: null,
    command: [],
    healthcheck: [],
    stopSignal: 'SIGTERM',
  };
  const set = (more: Partial<Image>) => {
    image = { ...image, ...more };
  };
  for (const step of steps) {
    const { keyword, text } = step;
    if (keyword === 'WORKDIR') {
      mkdirSync(join(root, text), { recursive: true });
      set({ workdir: text });
    } else if (keyword === 'COPY') copy(step, image, context, built);
    else if (keyword === 'RUN') await run(text, image);
    else if (keyword === 'ENV') set({ env: { ...image.env, ...pairsOf(text) } });
    else if (keyword === 'USER') set({ user: userOf(text) });
    else if (keyword === 'ENTRYPOINT') set({ command: execForm(text) });
    else if (keyword === 'CMD') set({ command: [...image.command, ...execForm(text)] });
    else if (keyword === 'HEALTHCHECK') set({ healthcheck: execForm(text.replace(/^CMD\s+/, '')) });
    else if (keyword === 'STOPSIGNAL') set({ stopSignal: text as NodeJS.Signals });
    else if (!/^(LABEL|EXPOSE|VOLUME)$/.test(keyword)) throw new Error(`line ${step.line}: ${keyword}`);
  }
  return image;
}

/** https://docs.docker.com/reference/dockerfile/#copy: of a folder the contents, of a file the file. */
function copy(step: Step, image: Image, context: string, built: ReadonlyMap<string, string>): void {
  const { words, flags, line } = step;
  const target = words.at(-1)!;
  const to = join(image.root, resolve(image.workdir, target));
  for (const source of words.slice(0, -1)) {
    const stage = flags['from'];
    if (stage === undefined) {
      const files = contextFiles(context);
      const prefix = source === '.' ? '' : `${source}/`;
      const found = files.filter(file => file === source || file.startsWith(prefix));
      if (found.length === 0) throw new Error(`line ${line}: ${source} is not in the context`);
      for (const file of found) {
        const inside =
          file === source ? (into(target, words) ? basename(file) : '') : file.slice(prefix.length);
        mkdirSync(dirname(join(to, inside)), { recursive: true });
        cpSync(join(context, file), join(to, inside));
      }
    } else {
      const from = join(built.get(stage) ?? '/nowhere', source);
      if (!existsSync(from)) throw new Error(`line ${line}: ${source} is not in ${stage}`);
      const inside = statSync(from).isDirectory() || !into(target, words) ? '' : basename(source);
      cpSync(from, join(to, inside), { recursive: true, verbatimSymlinks: true });
    }
  }
}

const into = (target: string, words: readonly string[]) =>
  target.endsWith('/') || target === '.' || words.length > 2;

async function run(text: string, { root, workdir, env }: Image): Promise<void> {
  const child = spawn('/bin/sh', ['-ec', moved(text, root)], {
    cwd: join(root, workdir),
    // What was fetched for this checkout is not fetched again.
    env: { ...process.env, NODE_ENV: '', ...env, npm_config_prefer_offline: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', data => {
      said += data;
    });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`RUN ${text} ended with ${code}:\n${said}`);
}

/** Paths of the image in a command, as paths of this machine; who is not root owns what would be the user's. */
export function moved(text: string, root: string): string {
  const here = text.replace(OWN, `${root}/`);
  return process.getuid?.() === 0
    ? here
    : here.replace(/chown \S+/g, `chown ${process.getuid?.()}:${process.getgid?.()}`);
}

function userOf(text: string): Image['user'] {
  const [uid = 0, gid = 0] = text.split(':').map(Number);
  return { uid, gid };
}
