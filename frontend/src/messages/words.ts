import { me } from '../person/me.svelte.ts';
import { ApiProblem, NoNetwork } from '../server/api.ts';
import { distance, duration, number, short } from './format.ts';
import { lang, t, tCode } from './t.svelte.ts';

/** What went wrong, as a sentence that says what to do. */
export function sayProblem(cause: unknown): string {
  if (cause instanceof NoNetwork) return t('problem.no-network');
  if (cause instanceof ApiProblem) {
    const unfit = cause.code === 'does-not-fit' ? sayUnfit(cause.problem) : null;
    if (unfit) return unfit;
    const detail = [cause.problem.title, cause.problem.detail].filter(Boolean).join('. ');
    return tCode('problem', cause.code, 'problem.other', { detail, time: sayWait(cause.retryAfter) });
  }
  return t('problem.other', { detail: cause instanceof Error ? cause.message : String(cause) });
}

/** What of an answer does not fit its task; null where this version of the interface has no words for it. */
function sayUnfit({ errors = [] }: ApiProblem['problem']): string | null {
  const known = errors.flatMap(({ code }) => {
    const said = tCode('unfit', code ?? '', 'unfit.other');
    return said === t('unfit.other') ? [] : [said];
  });
  return known.length ? [...new Set(known)].join(' ') : null;
}

/** How long to wait. @param seconds null: nobody has said */
export const sayWait = (seconds: number | null): string =>
  seconds === null ? t('time.while') : duration(seconds, lang());

export const sayDistance = (metres: number): string => distance(metres, lang());
export const sayNumber = (value: number): string => number(value, lang());
/** 312, 1.2K: where there is room for a few signs. */
export const sayShort = (value: number): string => short(value, lang());

/** How long something takes, as one says it: in steps of five seconds, and of minutes from a minute on. */
export const sayTaking = (seconds: number): string =>
  duration(
    seconds < 57.5 ? Math.max(5, Math.round(seconds / 5) * 5) : Math.max(1, Math.round(seconds / 60)) * 60,
    lang(),
  );

/** An OSM key as people call what it holds; keys without a word stay themselves. */
export const sayKey = (key: string): string => tCode('key', key, 'key.other');

/** A reason that the server gives as a code with its data. */
export const saySentenceOf = (reason: {
  code: string;
  data?: Readonly<Record<string, string | number>> | undefined;
}): string => tCode('reason', reason.code, 'reason.other', reason.data);

/** What a reader or the comparison noticed about a side; `kind` and its data as the server gives them. */
export function sayWarning(
  warning: Readonly<Record<string, unknown> & { kind: string }>,
  side: 'official' | 'community',
): string {
  const values = Object.fromEntries(
    Object.entries(warning).filter((entry): entry is [string, string | number] =>
      ['string', 'number'].includes(typeof entry[1]),
    ),
  );
  const { metres, wind } = warning;
  return tCode('warning', warning.kind, 'warning.other', {
    ...values,
    side: t(`mark.${side}`),
    ...(typeof metres === 'number' && { distance: sayDistance(metres) }),
    ...(typeof wind === 'string' && { wind: tCode('wind', wind, 'wind.n') }),
  });
}

/** The account of the computer that Jalon runs on has no name of its own. */
export const isLocal = ({ server }: Readonly<{ server: string }>): boolean => server === 'here';
export const sayAccount = (account: Readonly<{ name: string; server: string }>): string =>
  isLocal(account) ? t('account.local') : account.name;

/** Where Jalon has an account of its own, that is how it is named in lists. */
export const sayPerson = (name: string): string =>
  name === 'here' && me()?.signIn.here ? t('account.local') : name;

/** `OpenStreetMap` for the server that everybody knows, else its name on the network. */
export function sayServer(address: string): string {
  const { host } = new URL(address);
  return /^(www\.)?openstreetmap\.org$/.test(host) ? 'OpenStreetMap' : host;
}
/** Where people try things out; its accounts are its own. */
export const isSandbox = (address: string): boolean =>
  new URL(address).host === 'master.apis.dev.openstreetmap.org';
