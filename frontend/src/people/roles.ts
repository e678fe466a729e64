import type { Me } from '../../../backend/http/contract/me.ts';
import { t } from '../messages/t.svelte.ts';
import type { Role } from '../server/people-api.ts';

/** Whoever may do most comes first. */
export const ROLES: readonly Role[] = ['admin', 'maintainer', 'reviewer', 'staff'];
/** Staff is always of an organisation. */
export const ROLES_OF_ALL: readonly Role[] = ['admin', 'maintainer', 'reviewer'];

export const sayRole = (role: Role): string => t(`role.${role}`);
export const sayRoleHeld = ({ role, organisation }: Me['roles'][number]): string =>
  organisation
    ? t('role.of', { role: sayRole(role), organisation: organisation.name })
    : t('role.of-all', { role: sayRole(role) });
