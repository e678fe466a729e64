import { createHmac, randomBytes } from 'node:crypto';
import type { Store } from '../store/connect.ts';
import { secret } from '../store/secret.ts';

/** Decides how the areas of look-here mode are drawn; who knew it could compute the hidden places back. */
export const lookHereSecret = (store: Store): Promise<string> =>
  secret(store, 'look-here', randomBytes(32).toString('hex'));

/** A value that only this installation can make of another; hex. */
export const keyed = (key: string, purpose: string, value: string): string =>
  createHmac('sha256', key).update(`${purpose}\0${value}`).digest('hex');

/** Decides the areas of one challenge: the same for every showing, since two circles around a place could be intersected. */
export const areaSeed = (secret: string, challenge: string): string => keyed(secret, 'area', challenge);
