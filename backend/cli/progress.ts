/** characters */
const WIDTH = 30;
/** milliseconds between two drawings */
const PAUSE = 100;

export type Progress = Readonly<{
  /** A step with a name; the function takes its share from 0 to 1. */
  step: (name: string) => (share: number) => void;
  /** Takes the bar off the screen. */
  end: () => void;
}>;

/** A progress bar on a terminal; nothing at all where the stream is none. */
export const progressOn = (stream: NodeJS.WriteStream, now: () => number = Date.now): Progress => {
  if (!stream.isTTY) return { step: () => () => {}, end: () => {} };
  let drawn = 0;
  const draw = (name: string, share: number): void => {
    const full = Math.round(Math.max(0, Math.min(1, share)) * WIDTH);
    const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
    stream.write(`\r\u001b[K${name.padEnd(24)} ${bar} ${String(Math.round(share * 100)).padStart(3)} %`);
  };
  return {
    step: name => {
      draw(name, 0);
      return share => {
        if (share < 1 && now() - drawn < PAUSE) return;
        drawn = now();
        draw(name, share);
      };
    },
    end: () => {
      stream.write('\r\u001b[K');
    },
  };
};
