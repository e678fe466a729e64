import type { FeatureView, TaskView } from '../../../backend/http/contract/task.ts';

const feature = (id: string, at: [number, number], tags: Record<string, string>): FeatureView => ({
  id,
  at,
  shape: null,
  tags,
  url: null,
});

/** A task about a station that the agency has 214 m north of the map's. */
export function taskOf(parts: Partial<TaskView> = {}): TaskView {
  return {
    id: 't1',
    challenge: 'c',
    state: 'open',
    outcome: null,
    reason: null,
    kinds: (parts.discrepancies ?? []).map(({ kind }) => kind),
    name: 'Valbrune',
    official: feature('Z1', [4.35, 49.83], { name: 'Valbrune', phone: '+32 555 10', aeroway: 'heliport' }),
    community: feature('node/1', [4.36, 49.83], {
      name: 'Valbrune',
      phone: '+32 555 99',
      aeroway: 'aerodrome',
    }),
    others: [],
    area: null,
    match: null,
    discrepancies: [],
    suggestedTags: {},
    factsDigest: 'digest',
    officialTime: null,
    communityTime: null,
    rereadAt: null,
    claim: null,
    answer: null,
    updatedAt: '2026-04-10T12:00:00Z',
    ...parts,
  };
}

export const words = {
  noun: 'fire station',
  distance: (metres: number) => `${metres} m`,
  classes: ['heliport', 'aerodrome'],
  className: (id: string) => id,
  classTags: (id: string) => (id === 'heliport' ? { aeroway: 'heliport' } : undefined),
};
