import type {
  Reviewed,
  ReviewList,
  ReviewRequest,
  SaidAnswers,
} from '../../../backend/http/contract/review.ts';
import { type Ask, call, get } from '../server/api.ts';

const task = (id: string) => `/tasks/${encodeURIComponent(id)}`;

export const review = {
  waiting: (challenge: string, ask?: Ask) =>
    get<ReviewList>(`/challenges/${encodeURIComponent(challenge)}/review`, ask),
  answers: (id: string, ask?: Ask) => get<SaidAnswers>(`${task(id)}/answers`, ask),
  decide: async (id: string, request: ReviewRequest) =>
    (await call<Reviewed>('POST', `${task(id)}/review`, request)) as Reviewed,
};
