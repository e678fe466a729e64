import { commandWords } from '../core/command-words.ts';
import { firstLine, StartFault } from '../store/opening/start-fault.ts';

/** Makes what Jalon needs in a database. @throws StartFault where its user has not the right to */
export async function asPermitted<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    const words = firstLine(fault);
    if (!/permission denied/.test(words)) throw fault;
    throw new StartFault(`${words}; ${commandWords('doctor')} names the rights that are missing`, {
      cause: fault,
    });
  }
}
