import { Passing } from '../../net/passing.ts';
import { FileFault } from '../file-fault.ts';
import { PrivateAddress } from './public-address.ts';

const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'nobody knows this server name',
  EAI_AGAIN: 'the name server does not answer',
  ECONNREFUSED: 'the server refuses the connection',
  ECONNRESET: 'the server closed the connection',
  UND_ERR_SOCKET: 'the server closed the connection',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'the server fell silent',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'the server cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
};
/** A name that does not exist, and a certificate that is not the server's, will be the same the next time. */
const FINAL = /^(ENOTFOUND|CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HPE_|UND_ERR_INVALID)/;

/** Why a request came to no answer: a fault that may pass, or a FileFault. */
export function noAnswer(source: string, host: string, fault: Error & { code?: string }): Error {
  if (fault instanceof Passing || fault instanceof FileFault) return fault;
  if (fault instanceof PrivateAddress)
    return new FileFault(source, host, `refused: ${fault.message}`, { cause: fault });
  const code = fault.code ?? (fault.cause as { code?: string } | undefined)?.code ?? '';
  const words = `${WORDS[code] ?? 'cannot be reached'} (${code || fault.message})`;
  return FINAL.test(code)
    ? new FileFault(source, host, words, { cause: fault })
    : new Passing(words, 0, { cause: fault });
}
