/**
 * Loaded into a server by `--import`: says, when its parent asks, for how long its event loop was held since then.
 * `longest` is what `monitorEventLoopDelay` saw. `own` leaves out the time in which the thread was ready to run and
 * waited for a processor, which is the doing of other processes. `busy` is the processor time of its thread alone.
 */
import { Buffer } from 'node:buffer';
import { openSync, readSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import process from 'node:process';
import { setInterval } from 'node:timers';

/** In milliseconds. */
const RESOLUTION = 5;

const loop = monitorEventLoopDelay({ resolution: RESOLUTION });
loop.enable();

/** Nanoseconds of running, of waiting for a processor, and how often (Linux: Documentation/scheduler/sched-stats). */
const schedstat = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
const bytes = Buffer.alloc(128);
const used = () => {
  const [ran, waited] = bytes.latin1Slice(0, readSync(schedstat, bytes, 0, 128, 0)).split(' ');
  return { at: performance.now(), ran: Number(ran) / 1e6, waited: Number(waited) / 1e6 };
};

let own = 0;
let busy = 0;
let last = used();
setInterval(() => {
  const now = used();
  busy = Math.max(busy, now.ran - last.ran);
  own = Math.max(own, now.at - last.at - RESOLUTION - (now.waited - last.waited));
  last = now;
}, RESOLUTION).unref();

process.on('message', () => {
  process.send({ longest: Math.max(0, loop.max / 1e6 - RESOLUTION), own, busy });
  loop.reset();
  own = 0;
  busy = 0;
});
process.channel.unref();
