import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

/** The log: JSON lines on stderr, written without blocking; a log that cannot be written stops nothing. */
export const makeLog = (level: string, destination?: DestinationStream): Log => {
  const stream = destination ?? stderr();
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

const stderr = (): DestinationStream => {
  const stream = pino.destination({ dest: 2, sync: false, minLength: 0 });
  stream.on('error', () => undefined);
  return stream;
};
