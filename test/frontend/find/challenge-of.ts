import type { ChallengeView } from '../../../backend/http/contract/challenge.ts';

/** A challenge as the API gives it, as far as finding one asks. */
export const challengeOf = (id: string, more: Partial<ChallengeView> = {}): ChallengeView =>
  ({
    id,
    title: { en: `Wells of ${id}`, fr: `Puits de ${id}` },
    description: { en: 'Where water is drawn.', fr: 'Où l’on puise l’eau.' },
    instructions: { en: 'Look.', fr: 'Regardez.' },
    noun: { en: 'well', fr: 'puits' },
    topic: null,
    difficulty: null,
    featured: false,
    saved: false,
    kinds: { moved: 3 },
    counts: { total: 10, open: 5, pending: 0, settled: 5, closed: 0, review: 0 },
    ...more,
  }) as ChallengeView;

/** One that asks for nothing any more. */
export const settledOf = (id: string): ChallengeView =>
  challengeOf(id, { counts: { total: 99, open: 0, pending: 0, settled: 99, closed: 0, review: 0 } });
