import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../backend/core/discrepancy/discrepancy.ts';
import type { Feature, LonLat, OsmElement, Tags } from '../../../backend/core/feature.ts';
import { factsDigest } from '../../../backend/core/task/digest.ts';
import { freshFacts } from '../../../backend/core/task/fresh-facts.ts';
import type { MapNow } from '../../../backend/core/task/fresh-finding.ts';
import type { StandingTask } from '../../../backend/core/task/standing-task.ts';
import { findingOf, stationsAbout } from '../../browser/every-kind.ts';

const NOW = '2026-05-01T12:00:00.000Z';
const challenge = stationsAbout('everything');
const taskOf = (facts: Finding): StandingTask => ({
  id: 't',
  place: 'p',
  state: 'open',
  outcome: null,
  settlement: null,
  facts,
  factsDigest: factsDigest(facts),
  settledAt: null,
});
const node = (feature: Feature, more: { at?: LonLat; tags?: Tags }): MapNow => {
  const element = { ...feature.element!, version: 3, ...more } as OsmElement;
  return new Map([[feature.id, { element, points: [] }]]);
};
const gone = (feature: Feature): MapNow => new Map([[feature.id, 'gone' as const]]);
const follow = (facts: Finding, map: MapNow) => freshFacts(challenge, taskOf(facts), map, NOW);
const kinds = (facts: Finding | undefined) => facts?.discrepancies.map(({ kind }) => kind);

describe('by the map of this moment', () => {
  const moved = findingOf('moved', 0);
  const station = moved.community!;

  it('nothing is said where the element is as it was, or could not be read', () => {
    const asItWas: MapNow = new Map([[station.id, { element: station.element!, points: [] }]]);
    expect(follow(moved, asItWas)).toBeNull();
    expect(follow(moved, new Map())).toBeNull();
  });

  it('a task closes itself where somebody has moved the element to the right place', () => {
    expect(follow(moved, node(station, { at: moved.official!.at }))).toMatchObject({
      event: 'gone',
      to: 'settled',
      outcome: 'already-fixed',
      settledAt: NOW,
      reason: { code: 'gone', data: { community: NOW } },
    });
  });

  it('another place of the element is asked about with the new distance', () => {
    const [lon, lat] = station.at;
    const change = follow(moved, node(station, { at: [lon - 0.001, lat] }));
    expect(change).toMatchObject({ event: 'seen-changed', to: 'open', answersSetAside: true });
    const [found] = change!.facts!.discrepancies;
    expect(found).toMatchObject({ kind: 'moved' });
    expect(found?.kind === 'moved' && found.metres).toBeGreaterThan(150);
    expect(change!.facts!.community).toMatchObject({ at: [lon - 0.001, lat], element: { version: 3 } });
  });

  it('a new version that changes nothing asked keeps the question and what was answered', () => {
    const change = follow(moved, node(station, { tags: { ...station.tags, 'addr:city': 'Valbrune' } }));
    expect(change).toMatchObject({ event: 'seen-same', answersSetAside: false });
    expect(change!.factsDigest).toBe(factsDigest(moved));
  });

  it('a place whose element was deleted is missing', () => {
    expect(kinds(follow(moved, gone(station))?.facts)).toEqual(['missing']);
  });

  it('a detail that somebody has filled in is asked about no more, the other still', () => {
    const facts = findingOf('tags-differ', 0);
    const { phone = '', name = '' } = facts.official!.tags;
    const tags = facts.community!.tags;
    const one = follow(facts, node(facts.community!, { tags: { ...tags, phone } }));
    expect(one!.facts!.discrepancies).toMatchObject([
      { kind: 'tags-differ', differences: [{ key: 'name' }] },
    ]);
    expect(follow(facts, node(facts.community!, { tags: { ...tags, phone, name } }))?.to).toBe('settled');
  });

  it('another class that agrees closes it', () => {
    const facts = findingOf('misclassified', 0);
    const tags = { ...facts.official!.tags };
    expect(follow(facts, node(facts.community!, { tags }))?.to).toBe('settled');
  });

  it.each(['gone', 'disused'] as const)('what only the map had and is %s now closes itself', how => {
    const facts = findingOf('unlisted', 0);
    const own = facts.community!;
    const map = how === 'gone' ? gone(own) : node(own, { tags: { 'disused:amenity': 'fire_station' } });
    expect(follow(facts, map)).toMatchObject({ to: 'settled', outcome: 'already-fixed' });
  });

  it('two that were made one are asked about no more, whichever stayed', () => {
    const facts = findingOf('duplicate', 0);
    const [twin] = facts.others;
    expect(follow(facts, gone(twin!))).toMatchObject({ to: 'settled', outcome: 'already-fixed' });
    // The one that stayed bears another name than the agency says.
    const other = follow(facts, gone(facts.community!));
    expect([other?.facts?.community?.id, kinds(other?.facts)]).toEqual([twin!.id, ['tags-differ']]);
  });

  it('an identifier that was taken off the other place is asked about no more', () => {
    const facts = findingOf('identifier-conflict', 0);
    const [bearer] = facts.others;
    const { ref: _, ...tags } = bearer!.tags;
    expect(follow(facts, node(bearer!, { tags }))?.to).toBe('settled');
    expect(kinds(follow(facts, node(bearer!, { tags: { ...bearer!.tags, name: 'New' } }))?.facts)).toContain(
      'identifier-conflict',
    );
  });

  it('a possible match whose candidate was deleted is missing', () => {
    const facts = findingOf('possible-match', 0);
    expect(kinds(follow(facts, gone(facts.others[0]!))?.facts)).toEqual(['missing']);
  });

  it('a way lies where its corners are now, though its own version is the same', () => {
    const at: LonLat = [4, 50];
    const corners = (lon: number): LonLat[] => [
      [lon, 50],
      [lon + 0.0002, 50],
      [lon + 0.0002, 50.0002],
      [lon, 50],
    ];
    const element: OsmElement = {
      type: 'way',
      id: 7,
      version: 4,
      tags: { ...station.tags, building: 'yes' },
      nodes: [1, 2, 3, 1],
    };
    const way: Feature = {
      side: 'community',
      id: 'way/7',
      at,
      shape: { type: 'Polygon', coordinates: [corners(4)] },
      tags: element.tags,
      element,
    };
    const facts: Finding = { ...moved, community: way, official: { ...moved.official!, at: [4.01, 50] } };
    const now = (points: LonLat[]): MapNow => new Map([['way/7', { element, points }]]);
    expect(follow(facts, now(corners(4)))).toBeNull();
    expect(follow(facts, now([]))).toBeNull();
    expect(follow(facts, now(corners(4.01)))).toMatchObject({ event: 'gone' });
  });
});
