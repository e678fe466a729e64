import { ownVersion } from '../config.ts';
import { openapi } from './frame/openapi.ts';
import { type Operation, operation } from './frame/operation.ts';
import { deleteMe, exportMe } from './routes/account.ts';
import { deleteAnswer, postAnswer } from './routes/answers.ts';
import { readAudit, readOrganisationAudit } from './routes/audit.ts';
import { listChallenges, readChallenge } from './routes/challenges.ts';
import { exportChanges, listChanges } from './routes/changes.ts';
import { readChangeset, readRevertPlan, revertChangeset } from './routes/changesets.ts';
import { deleteFeatured, deleteSaved, putFeatured, putSaved } from './routes/choosing.ts';
import { deleteClaim, putClaim } from './routes/claims.ts';
import { deleteComment, listComments, listMentionable, postComment } from './routes/comments.ts';
import { alive, ready } from './routes/health.ts';
import {
  inviteToInstallation,
  inviteToOrganisation,
  inviteToTeam,
  listInstallationInvitations,
  listOrganisationInvitations,
  listTeamInvitations,
  revokeInstallationInvitation,
  revokeOrganisationInvitation,
  revokeTeamInvitation,
} from './routes/invitations.ts';
import { listKeys, makeKey, revokeKey } from './routes/keys.ts';
import { readMe } from './routes/me.ts';
import { deleteMember, deleteRole, leaveRole, listMembers, listRoles } from './routes/members.ts';
import { listMentions, putMention, putMentions } from './routes/mentions.ts';
import { readMetrics } from './routes/metrics.ts';
import { acceptInvitation, readOffer } from './routes/offers.ts';
import {
  deleteOrganisation,
  foundOrganisation,
  listOrganisations,
  putOrganisation,
  putOwner,
  readOrganisation,
} from './routes/organisations.ts';
import {
  cancelOwnUpload,
  listOwnToSend,
  readOwnUpload,
  resumeOwnUpload,
  startOwnUpload,
} from './routes/own-uploads.ts';
import { listAnswers, listReviews, reviewTaskById } from './routes/reviews.ts';
import { listRuns, readRun, startRun } from './routes/runs.ts';
import { deleteSession, deleteSessions, listSessions } from './routes/sessions.ts';
import { finishSignIn, printLink, signInByLink, signOut, startSignIn } from './routes/sign-in.ts';
import { listTasks, nextTask, readTask } from './routes/tasks.ts';
import {
  deleteTeam,
  deleteTeamMember,
  foundTeam,
  leaveOwnTeam,
  listTeams,
  putTeam,
  putTeamMember,
} from './routes/teams.ts';
import { connectUploadAccount, deleteUploadAccount, readUploadAccount } from './routes/upload-account.ts';
import {
  cancelUploadById,
  listUploads,
  readUpload,
  readUploadPlan,
  resumeUploadById,
  startUpload,
} from './routes/uploads.ts';
import { readWindow, readWindowOfAll } from './routes/windows.ts';

const readOpenapi = operation({
  id: 'openapi',
  may: 'look',
  method: 'get',
  path: '/api/v1/openapi.json',
  summary: 'This description',
  answers: { 200: { words: 'OpenAPI 3.1', types: ['application/json'] } },
  async handle({ ctx }) {
    document ??= openapi(OPERATIONS, ownVersion());
    ctx.body = document;
  },
});
let document: object | undefined;

/** Everything that the API does, in the order of its description. */
export const OPERATIONS: readonly Operation[] = [
  alive,
  ready,
  readMetrics,
  readOpenapi,
  readMe,
  exportMe,
  deleteMe,
  startSignIn,
  finishSignIn,
  signInByLink,
  printLink,
  signOut,
  listSessions,
  deleteSession,
  deleteSessions,
  listKeys,
  makeKey,
  revokeKey,
  readUploadAccount,
  connectUploadAccount,
  deleteUploadAccount,
  listMentions,
  putMention,
  putMentions,
  leaveRole,
  listTeams,
  leaveOwnTeam,
  foundTeam,
  putTeam,
  deleteTeam,
  putTeamMember,
  deleteTeamMember,
  listTeamInvitations,
  inviteToTeam,
  revokeTeamInvitation,
  listOrganisations,
  readOrganisation,
  foundOrganisation,
  putOrganisation,
  deleteOrganisation,
  listMembers,
  deleteMember,
  listOrganisationInvitations,
  inviteToOrganisation,
  revokeOrganisationInvitation,
  readOrganisationAudit,
  listRoles,
  deleteRole,
  listInstallationInvitations,
  inviteToInstallation,
  revokeInstallationInvitation,
  readOffer,
  acceptInvitation,
  readAudit,
  listChallenges,
  readChallenge,
  putSaved,
  deleteSaved,
  putFeatured,
  deleteFeatured,
  putOwner,
  listTasks,
  readWindow,
  readWindowOfAll,
  nextTask,
  readTask,
  putClaim,
  deleteClaim,
  postAnswer,
  deleteAnswer,
  listComments,
  postComment,
  deleteComment,
  listMentionable,
  listReviews,
  listAnswers,
  reviewTaskById,
  listChanges,
  exportChanges,
  readUploadPlan,
  startUpload,
  readOwnUpload,
  startOwnUpload,
  resumeOwnUpload,
  cancelOwnUpload,
  listOwnToSend,
  listUploads,
  readUpload,
  resumeUploadById,
  cancelUploadById,
  readChangeset,
  readRevertPlan,
  revertChangeset,
  startRun,
  listRuns,
  readRun,
];
