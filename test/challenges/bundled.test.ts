import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseMatch } from '../../backend/cli/match/arguments.ts';
import { readChallenge } from '../../backend/core/challenge/define-challenge.ts';
import { LANGUAGES } from '../../backend/core/challenge/localised.ts';
import { conditionsOf } from '../../backend/core/tags.ts';
import { projectRoot } from '../../backend/project-root.ts';
import { bundled } from '../../challenges/bundled.ts';

const folder = join(projectRoot, 'challenges');
const folders = readdirSync(folder, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => name);
const templates = bundled.filter(({ sample }) => !sample);
const readme = (id: string) => readFileSync(join(folder, id, 'README.md'), 'utf8');

describe('the bundled challenges', () => {
  it('are those that have a folder', () => {
    expect(templates.map(({ id }) => id).sort()).toEqual([...folders].sort());
    expect(new Set(bundled.map(({ id }) => id)).size).toBe(bundled.length);
  });

  it('have the sources of their samples, and none of anybody else', () => {
    for (const { sample, official, community } of bundled)
      for (const { at } of [official, community])
        if (sample) expect(existsSync(join(projectRoot, at ?? ''))).toBe(true);
        else expect(at).toBeUndefined();
  });

  it('invent no permission: the licence of an unknown publisher is unknown', () => {
    for (const { id, official, statements } of templates) {
      expect(statements, id).toEqual([]);
      // OurAirports is in the public domain by its own word; every other publisher is named when it is run.
      expect(official.licence, id).toBe(id === 'airports' ? 'public-domain' : 'unknown');
    }
  });
});

describe.each(templates)('$id', challenge => {
  const { id, official, community, match, rules, classes, create, answers, changeset } = challenge;

  it('is a challenge as the schema wants it', () => {
    expect(readChallenge(challenge)).toEqual(challenge);
  });

  it('speaks four languages, in three lines at most', () => {
    for (const text of ['title', 'noun', 'description', 'instructions'] as const) {
      const said = LANGUAGES.map(language => challenge[text][language]);
      for (const words of said) expect(words?.split('\n').length ?? Number.NaN).toBeLessThanOrEqual(3);
      // A title or a noun may be one word in two languages; a sentence cannot.
      if (text === 'description' || text === 'instructions') expect(new Set(said).size).toBe(4);
    }
    for (const { label } of classes?.classes ?? []) expect(Object.keys(label ?? {})).toEqual([...LANGUAGES]);
  });

  it('fits on a screen', () => {
    const lines = readFileSync(join(folder, id, 'challenge.ts'), 'utf8').split('\n').length;
    expect(lines).toBeLessThanOrEqual(120);
  });

  it('has filters that can be read, and adds what it would find again', () => {
    for (const filter of [...community.filter, ...(classes?.classes ?? []).flatMap(({ when }) => when)])
      expect(() => conditionsOf(filter)).not.toThrow();
    const found = community.filter.some(filter => conditionsOf(filter).every(holds => holds(create.tags)));
    expect(found).toBe(true);
  });

  it('measures in an order that makes sense: the same spot, the same place, another place', () => {
    const moved = rules.find(({ kind }) => kind === 'moved');
    if (moved?.kind !== 'moved') return;
    expect(answers.tolerance).toBeLessThanOrEqual(moved.tolerance);
    expect(moved.tolerance).toBeLessThan(match.radius);
    const duplicate = rules.find(({ kind }) => kind === 'duplicate');
    if (duplicate?.kind === 'duplicate') expect(duplicate.within).toBeLessThan(match.radius);
  });

  it('signs its edits', () => {
    expect(changeset.comment).toMatch(/one by one/);
    expect(changeset.hashtags).toContain('#jalon');
    expect(official.attribution).not.toBe('');
  });

  it('has a README that names the sources of its tagging, what is left out and what goes wrong', () => {
    const text = readme(id);
    expect(text).toMatch(/^# /);
    expect(text.match(/https:\/\/wiki\.openstreetmap\.org\/wiki\/\S+/g)?.length).toBeGreaterThanOrEqual(2);
    expect(text).toContain('**Left out**');
    expect(text).toContain('## Your columns');
    expect(text).toContain('## Typical mistakes');
    for (const key of Object.keys(create.tags)) expect(text, key).toContain(key);
    for (const rule of rules) {
      if (rule.kind === 'moved') expect(text).toContain(`moved beyond ${rule.tolerance} m`);
      if (rule.kind === 'tags-differ' && !rule.fillOnly)
        for (const key of rule.keys) expect(text, key).toContain(`\`${key}`);
    }
    const radius = match.radius >= 1000 ? `${match.radius / 1000} km` : `${match.radius} m`;
    expect(text).toContain(radius);
  });

  it('has a README whose commands can be typed', async () => {
    const commands = readme(id)
      .replaceAll(/\\\n\s+/g, '')
      .split('\n')
      .filter(line => line.startsWith('    npm run -s jalon -- match '))
      .map(line => wordsOf(line).slice(6));
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      const told = await parseMatch(command);
      expect(told?.challenge?.id).toBe(id);
    }
  });
});

/** A shell's words, with what single quotes keep together. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));
}
