import { SECOND } from '../../model/time.js';
import { type Bell, makeBell } from './bell.js';
import { makeDeliverDue } from './deliver-due.js';
import { makePatience } from './patience.js';
import { type DeliverEventsPorts } from './ports.js';
import { makeRelayEvents } from './relay-events.js';
import { type DeliverySurroundings, type Phase } from './surroundings.js';
import { makeTally } from '../tally.js';

/** The delivery of all events of the accounts that this process works for. */
export interface DeliverEvents {
  readonly start: () => void;
  /** Looks at once whether there is anything to do. It looks about once a second by itself. */
  readonly wake: () => void;
  /**
   * Begins nothing new and waits for running tries, at most so many milliseconds. Tries that run longer are recorded
   * nowhere: their deliveries are tried again by whoever comes next.
   */
  readonly stop: (grace: number) => Promise<void>;
}

/** How often to look for what has come due, or was written by another process. */
const EVERY = SECOND;

/** The least time between two looks for written events, so that what is written in bursts is relayed in bursts. */
const RELAY_PAUSE = 100;

/** How long a stop waits for the store at its end. */
const SETTLING = 2 * SECOND;

/**
 * Relays events and tries their deliveries until it is stopped (SPEC 5.1). It is woken by written events, by a look about
 * once a second, and by each try that ends. At least once: a crash between a try and its record makes another try.
 */
export const makeDeliverEvents = (ports: DeliverEventsPorts): DeliverEvents => {
  const { clock, events } = ports;
  let phase: Phase = 'running';
  const around: DeliverySurroundings = {
    patience: makePatience(ports),
    tries: makeTally(),
    work: makeTally(),
    phase: () => phase,
  };
  const due = makeDeliverDue(ports, around);
  const relay = makeRelayEvents(ports, around, due.expect);
  const written = makeBell();
  const second = makeBell();
  const wake = (): void => {
    written.ring();
    second.ring();
  };
  let unsubscribe = (): void => undefined;

  const atEach = async (bell: Bell, look: () => Promise<void>, pause: number): Promise<void> => {
    for (;;) {
      await bell.heard();
      if (phase !== 'running') return;
      await look();
      await clock.sleep(pause)();
    }
  };
  const tick = async (): Promise<void> => {
    while (phase === 'running') {
      wake();
      await clock.sleep(EVERY)();
    }
  };
  const drain = async (): Promise<void> => {
    await around.tries.idle();
    await around.work.idle();
    await due.recordAll();
  };

  return {
    start: () => {
      unsubscribe = events.onWritten(written.ring);
      void atEach(written, relay, RELAY_PAUSE);
      void atEach(second, due.look, 0);
      void tick();
    },
    wake,
    stop: async (grace) => {
      phase = 'stopping';
      unsubscribe();
      wake();
      await Promise.race([drain(), clock.sleep(grace)()]);
      phase = 'left';
      await Promise.race([around.work.idle(), clock.sleep(SETTLING)()]);
    },
  };
};
