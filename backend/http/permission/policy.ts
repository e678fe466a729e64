/** What somebody may be allowed to do beyond what everybody may. */
export type Action = 'operate';

/** What somebody can be. `operator` holds OPERATOR_TOKEN; the roles of signed-in people join here. */
export type Role = 'operator';

/**
 * Who may do what: the one table of permissions.
 * `operate`: see the metrics and the queue board.
 */
export const POLICY: Readonly<Record<Action, readonly Role[]>> = {
  operate: ['operator'],
};
