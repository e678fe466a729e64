/** Raised by `person_is_there` of the schema. */
const CODE = 'JA410';

/** Somebody has deleted their account while something was done for them. */
export class PersonGone extends Error {
  readonly code = CODE;
  constructor() {
    super('this person has gone');
    this.name = 'PersonGone';
  }
}

/** Whether something was refused because it is somebody's who has deleted their account meanwhile. */
export const isPersonGone = (fault: unknown): boolean => (fault as { code?: unknown } | null)?.code === CODE;
