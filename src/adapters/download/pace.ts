/** What a download has brought so far, and the time it took the other side. */
export interface Pace {
  readonly received: () => number;
  /** Milliseconds spent on the other side. A slow reader is not its fault. */
  readonly waited: () => number;
  readonly add: (bytes: number) => void;
  readonly pause: () => void;
  readonly resume: () => void;
}

export const startPace = (now: () => number): Pace => {
  let received = 0;
  let before = 0;
  let since: number | null = now();
  const waited = (): number => before + (since === null ? 0 : now() - since);
  return {
    received: () => received,
    waited,
    add: (bytes) => void (received += bytes),
    pause: () => {
      before = waited();
      since = null;
    },
    resume: () => void (since ??= now()),
  };
};
