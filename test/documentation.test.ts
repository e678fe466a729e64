import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../backend/project-root.ts';

const FOLDERS = ['backend', 'bench', 'challenges', 'docs', 'frontend/src', 'jobs', 'scripts'];
const files = (folder: string): string[] =>
  readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(ts|mjs|md|svelte)$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name));
const here = readdirSync(projectRoot)
  .filter(name => name.endsWith('.md') || name === 'docker-compose.yml')
  .map(name => join(projectRoot, name));
const all = [...here, ...FOLDERS.flatMap(files)].map(path => ({ path, text: readFileSync(path, 'utf8') }));

/** Headings as a page of Markdown is linked to. */
const anchors = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('the documentation', () => {
  it('has every page that the sources name', () => {
    const missing = all.flatMap(({ path, text }) =>
      [...text.matchAll(/\bdocs\/[\w/-]+\.md\b/g)]
        .filter(([page]) => !existsSync(join(projectRoot, page)))
        .map(([page]) => `${path}: ${page}`),
    );
    expect(missing).toEqual([]);
  });

  it('has every page and heading that it links to', () => {
    const links = all
      .filter(({ path }) => path.endsWith('.md'))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].map(
          ([, page = '', heading]) => ({
            path,
            target: page === '' ? path : join(dirname(path), page),
            heading,
          }),
        ),
      );
    expect(links.length).toBeGreaterThan(10);
    const broken = links.filter(
      ({ target, heading }) =>
        !existsSync(target) ||
        (heading !== undefined && !anchors(readFileSync(target, 'utf8')).includes(heading)),
    );
    expect(broken).toEqual([]);
  });
});
