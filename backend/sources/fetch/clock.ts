import { Passing, waitWords } from '../../net/passing.ts';

/** Ends what takes too long, or when `signal` says so. `stop` must be called. */
export function startClock(
  total: number,
  ...signals: readonly (AbortSignal | undefined)[]
): { signal: AbortSignal; stop: () => void } {
  const control = new AbortController();
  const timer = setTimeout(
    () => control.abort(new Passing(`no complete answer within ${waitWords(total)}`)),
    total,
  );
  const stops = signals.map(signal => {
    const end = () => control.abort(signal!.reason);
    if (signal?.aborted) end();
    signal?.addEventListener('abort', end, { once: true });
    return () => signal?.removeEventListener('abort', end);
  });
  return {
    signal: control.signal,
    stop: () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    },
  };
}
