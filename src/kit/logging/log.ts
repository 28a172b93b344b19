import { type DestinationStream, type Logger, pino } from 'pino';
import { patientWriter } from './patient-writer.js';

export type Log = Logger;

const STDERR = 2;

/** The log: JSON lines on stderr, written without blocking; a log that cannot be written stops nothing. */
export const makeLog = (level: string, destination: DestinationStream = patientWriter(STDERR)): Log =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
