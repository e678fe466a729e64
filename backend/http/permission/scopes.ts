import { ofOrganisation, ofTeam, type Scope } from '../../core/policy/may.ts';
import {
  organisationOfChallenge,
  organisationOfChangeset,
  organisationOfTask,
  organisationOfUpload,
} from '../../store/challenges.ts';
import type { Deps } from '../deps.ts';
import { notFound } from '../refusal.ts';

type Asked = Readonly<{ deps: Pick<Deps, 'store'>; param: (name: string) => string }>;
type ScopeOf = (asked: Asked) => Promise<Scope>;

/** Of the challenge that a part of the path names. @throws Refusal 404 */
export const ofChallenge =
  (name: string): ScopeOf =>
  async ({ deps, param }) => {
    const organisation = await organisationOfChallenge(deps.store, param(name));
    if (organisation === undefined) throw notFound('The challenge');
    return ofOrganisation(organisation);
  };

/** Of the challenge of the task that a part of the path names. @throws Refusal 404 */
export const ofTask =
  (name: string): ScopeOf =>
  async ({ deps, param }) => {
    const organisation = await organisationOfTask(deps.store, param(name));
    if (organisation === undefined) throw notFound('The task');
    return ofOrganisation(organisation);
  };

/** Of the challenge of the upload that a part of the path names. @throws Refusal 404 */
export const ofUpload =
  (name: string): ScopeOf =>
  async ({ deps, param }) => {
    const organisation = await organisationOfUpload(deps.store, param(name));
    if (organisation === undefined) throw notFound('The upload');
    return ofOrganisation(organisation);
  };

/** Of the challenge of the changeset that a part of the path names. @throws Refusal 404 */
export const ofChangeset =
  (name: string): ScopeOf =>
  async ({ deps, param }) => {
    const organisation = await organisationOfChangeset(deps.store, param(name));
    if (organisation === undefined) throw notFound('The changeset');
    return ofOrganisation(organisation);
  };

/** Of the organisation that a part of the path names, whether or not there is one: what nobody has, nobody may. */
export const ofOrganisationIn =
  (name: string): ScopeOf =>
  async ({ param }) =>
    ofOrganisation(param(name));

/** Of the team that a part of the path names, in the same way. */
export const ofTeamIn =
  (name: string): ScopeOf =>
  async ({ param }) =>
    ofTeam(param(name));

/** Of everything together: roles for one organisation do not count. */
export const ofEverything: ScopeOf = async () => 'everything';
