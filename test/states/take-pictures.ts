// npm run pictures [-- WORD]: the pictures of the documentation, of every state whose name holds the word, from a Jalon of its own.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { projectRoot } from '../../backend/project-root.ts';
import { lookAt, SCHEMES, type Scheme, SIZES, type Size } from './look-at.ts';
import { openScene } from './scene.ts';
import type { State } from './state.ts';
import { STATES } from './states.ts';

const FOLDER = join(projectRoot, 'docs/images');
/** of 100 */
const QUALITY = 82;
/** Milliseconds for what is drawn after everything has come. */
const LINGER = 400;

/** WebP is a quarter of the same picture as PNG; playwright itself makes none. */
async function shoot(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  await session.detach();
  return Buffer.from(data, 'base64');
}

/** All pictures on one page. */
function gallery(): string {
  const picture = (name: string, size: Size, scheme: Scheme) =>
    `<img src="${name}-${size}-${scheme}.webp" alt="${name}, ${size}, ${scheme}" height="260">`;
  const row = ({ name }: State) =>
    `## ${name}\n\n${SCHEMES.map(scheme =>
      (Object.keys(SIZES) as Size[]).map(size => picture(name, size, scheme)).join('\n'),
    ).join('\n')}\n`;
  return `# Every page in every state\n\nTaken by \`npm run pictures\`; places and people are made up.\n\n${STATES.map(row).join('\n')}`;
}

const [word = ''] = process.argv.slice(2);
mkdirSync(FOLDER, { recursive: true });
const scene = await openScene();
let failed = 0;
for (const state of STATES.filter(({ name }) => name.includes(word)))
  for (const size of Object.keys(SIZES) as Size[])
    try {
      await lookAt(scene, state, size, async (page, scheme) => {
        await page.waitForTimeout(LINGER);
        const name = `${state.name}-${size}-${scheme}.webp`;
        writeFileSync(join(FOLDER, name), await shoot(page));
        console.log(name);
      });
    } catch (cause) {
      failed++;
      console.error(`${state.name} on a ${size}:`, cause);
    }
await scene.close();
writeFileSync(join(FOLDER, 'README.md'), gallery());
process.exitCode = failed > 0 ? 1 : 0;
