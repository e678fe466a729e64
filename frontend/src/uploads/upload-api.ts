import type {
  ChangesetView,
  OwnUploadView,
  ReadyView,
  RevertPlan,
  UploadPlan,
  UploadServer,
  UploadsView,
  UploadView,
} from '../../../backend/http/contract/upload.ts';
import { type Ask, call, get } from '../server/api.ts';

const challenge = (id: string) => `/challenges/${encodeURIComponent(id)}`;
const upload = (id: string) => `/uploads/${encodeURIComponent(id)}`;
const changeset = (id: string) => `/changesets/${encodeURIComponent(id)}`;
const own = (task: string) => `/tasks/${encodeURIComponent(task)}/upload`;
const ACCOUNT = '/me/upload-account';

/** `requestId`: the same one twice is one upload. `host`: as the person was shown it. */
type Wanted = Readonly<{ requestId: string; host: string }>;
type Made = Readonly<{ id: string }>;

export const uploads = {
  plan: (of: string, ask?: Ask) => get<UploadPlan>(`${challenge(of)}/upload-plan`, ask),
  /** @param tasks absent: all of the plan */
  start: async (of: string, wanted: Wanted & Readonly<{ tasks?: readonly string[] }>) =>
    (await call<Made>('POST', `${challenge(of)}/uploads`, wanted)) as Made,
  list: (of: string, ask?: Ask) => get<UploadsView>(`${challenge(of)}/uploads`, ask),
  one: (id: string, ask?: Ask) => get<UploadView>(upload(id), ask),
  resume: async (id: string) => (await call<UploadView>('POST', `${upload(id)}/resume`)) as UploadView,
  cancel: async (id: string) => (await call<UploadView>('POST', `${upload(id)}/cancel`)) as UploadView,
  own: (task: string, ask?: Ask) => get<OwnUploadView>(own(task), ask),
  startOwn: async (task: string, wanted: Wanted) => (await call<Made>('POST', own(task), wanted)) as Made,
  resumeOwn: async (task: string) => (await call<UploadView>('POST', `${own(task)}/resume`)) as UploadView,
  cancelOwn: async (task: string) => (await call<UploadView>('POST', `${own(task)}/cancel`)) as UploadView,
  ready: (ask?: Ask) => get<ReadyView>('/me/ready', ask),
  changeset: (id: string, ask?: Ask) => get<ChangesetView>(changeset(id), ask),
  revertPlan: (id: string, ask?: Ask) => get<RevertPlan>(`${changeset(id)}/revert-plan`, ask),
  revert: async (id: string, wanted: Wanted) =>
    (await call<Made>('POST', `${changeset(id)}/revert`, wanted)) as Made,
  account: (ask?: Ask) => get<UploadServer>(ACCOUNT, ask),
  /** @returns where the browser goes to be asked */
  connect: async (returnTo: string) =>
    (await call<Readonly<{ location: string }>>('POST', ACCOUNT, { returnTo })) as { location: string },
  disconnect: () => call<null>('DELETE', ACCOUNT),
};
