const HOUR = 3_600_000;

/** Does work while the clock on the wall, of this process alone, is off by so many hours. */
export const withClockOff = async <A>(hours: number, work: () => Promise<A>): Promise<A> => {
  const RealDate = Date;
  const off = (): number => RealDate.now() + hours * HOUR;
  globalThis.Date = class extends RealDate {
    constructor(...words: readonly unknown[]) {
      super(...((words.length === 0 ? [off()] : words) as []));
    }
    static override now = off;
  } as DateConstructor;
  try {
    return await work();
  } finally {
    globalThis.Date = RealDate;
  }
};
