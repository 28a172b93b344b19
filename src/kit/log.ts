import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

/** The log: JSON lines on stderr, written without blocking; a log that cannot be written stops nothing. */
export const makeLog = (level: string, destination?: DestinationStream): Log => {
  const stream = destination ?? pino.destination({ dest: 2, sync: false, minLength: 0 });
  if ('on' in stream && typeof stream.on === 'function') (stream as NodeJS.EventEmitter).on('error', () => undefined);
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
};
