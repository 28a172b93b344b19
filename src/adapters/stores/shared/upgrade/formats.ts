import { type Step } from './step.js';

/** The format of stores from before the first step. */
export const FIRST_FORMAT = 1;

/**
 * Every step since, in order: the first leads from format 1 to 2. A name says what the step does. A store with nothing
 * to do in a step has no parts for it; only its number changes.
 */
const stepNames = [
  // An older version would change accounts without updating their index.
  'find accounts by business account and verify token',
  // An older version would drop these fields, and free keys by the wall clock.
  'messages have a random mark and their minute of service',
  // An older version would not keep the order.
  'keep what expires in the order of time',
  // An older version would assign ids again that a restore has left out.
  'contacts have an ordinal beside their id',
  // An older version would serve a store that has moved away, or write to one while it is copied.
  'mark a store that moves to a database',
  // An older version would send to people who have opted out.
  'consent belongs to a person',
  // An older version takes a contact without a phone for damaged, and loses joins of hashes.
  'people may have a user id',
  // An older version would write no events.
  'events and webhook endpoints',
  // An older version would not keep these ways to find a message.
  'messages are found by number, reference and file',
  // An older version would not keep what finds contacts by their groups.
  'contacts are found by group',
  // An older version would take what is left of an erased contact for damaged, and not know when a file was last named.
  'people can be erased',
] as const satisfies readonly string[];

export type StepName = (typeof stepNames)[number];

/** The steps of a store, with its parts for every name. */
export const stepsOf = <Part>(parts: Readonly<Record<StepName, readonly Part[]>>): readonly Step<Part>[] =>
  stepNames.map((name, index) => ({ to: FIRST_FORMAT + 1 + index, name, parts: parts[name] }));

/** The format that a store has after all these steps. */
export const newestFormat = (steps: readonly Step<unknown>[]): number => steps.at(-1)?.to ?? FIRST_FORMAT;
