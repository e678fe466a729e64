import type { CommentList, MentionableView, MentionPage } from '../../../backend/http/contract/talk.ts';
import { type Ask, call, get } from '../server/api.ts';

const task = (id: string) => `/tasks/${encodeURIComponent(id)}`;

/** What comments and mentions ask for. */
export const talk = {
  comments: (id: string, ask?: Ask) => get<CommentList>(`${task(id)}/comments`, ask),
  /** Sent as often as needed: the server knows the `requestId`. */
  say: async (id: string, requestId: string, text: string) =>
    (await call<CommentList>('POST', `${task(id)}/comments`, { requestId, text })) as CommentList,
  remove: (comment: string) => call<null>('DELETE', `/comments/${encodeURIComponent(comment)}`),
  mentionable: (id: string, ask?: Ask) => get<MentionableView[]>(`${task(id)}/mentionable`, ask),
  mentions: (read: boolean, before: number | null, ask?: Ask) =>
    get<MentionPage>(
      `/me/mentions?read=${read ? 'yes' : 'no'}${before === null ? '' : `&before=${before}`}`,
      ask,
    ),
  mark: (mention: number, read: boolean) => call<null>('PUT', `/me/mentions/${mention}`, { read }),
  markAll: () => call<null>('PUT', '/me/mentions', { read: true }),
};
