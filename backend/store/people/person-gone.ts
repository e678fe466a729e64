/** Raised by `person_is_there` of the schema. */
const CODE = 'JA410';

/** Whether something was refused because it is somebody's who has deleted their account meanwhile. */
export const isPersonGone = (fault: unknown): boolean => (fault as { code?: unknown } | null)?.code === CODE;
