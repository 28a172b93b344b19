/** Loaded into a server by `--import`: its wall clock is off by `CLOCK_IS_OFF` milliseconds. */
import process from 'node:process';

const off = Number(process.env['CLOCK_IS_OFF']);
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + off);
    else super(...given);
  }

  static now() {
    return RealDate.now() + off;
  }
};
