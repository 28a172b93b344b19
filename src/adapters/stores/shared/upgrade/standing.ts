import { FIRST_FORMAT } from './formats.js';
import { type Place } from './step.js';

/** What a store records about its format. */
export interface Standing<Key> {
  /**
   * The format. During a step it is the format that the step leads to, because a version without the step must not use
   * a store in which it was begun.
   */
  readonly format: number;
  /** The version that brought the store to this format; null if it is not recorded. */
  readonly version: string | null;
  /** Where the step to `format` continues; null if it is done. */
  readonly unfinished: Place<Key> | null;
}

/** Why the format of a store stops its use. */
export type FormatFault =
  | {
      readonly _tag: 'NewerFormat';
      readonly format: number;
      readonly newest: number;
      readonly version: string | null;
    }
  /** A server has to bring it up to date first. */
  | { readonly _tag: 'OlderFormat'; readonly format: number; readonly newest: number }
  /** A server has begun to bring it up to date: it still does, or was stopped. */
  | { readonly _tag: 'UpgradeUnfinished'; readonly format: number }
  /** The store holds records and no format. */
  | { readonly _tag: 'FormatMissing' }
  /** `record` says which one. */
  | { readonly _tag: 'FormatDamaged'; readonly record: string };

/** What is wrong with a store, then what to do. `store` is its file or database. */
export const formatSentence = (store: string, fault: FormatFault): string => {
  switch (fault._tag) {
    case 'NewerFormat':
      return (
        `${store} has format ${fault.format}, which ${fault.version === null ? 'a later version' : `version ${fault.version}`} wrote, ` +
        `and this version knows formats up to ${fault.newest}; use that version or a later one, or restore the backup from before the upgrade`
      );
    case 'OlderFormat':
      return `${store} has format ${fault.format}, and this version works on format ${fault.newest}; start the server once, which brings it up to date`;
    case 'UpgradeUnfinished':
      return `${store} is not yet brought up to format ${fault.format}; wait for the server that does it, or start the server, which goes on with it`;
    case 'FormatMissing':
      return `${store} holds records, and the record of their format is missing; restore it from a backup`;
    case 'FormatDamaged':
      return `${store} has a damaged record of its format (${fault.record}); restore it from a backup`;
  }
};

/** Whether a number can be that of a format. */
export const isFormat = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= FIRST_FORMAT;

/** The fault if the store is newer than this version; null if a server can use it, if necessary after an upgrade. */
export const newerThan = ({ format, version }: Standing<unknown>, newest: number): FormatFault | null =>
  format > newest ? { _tag: 'NewerFormat', format, newest, version } : null;

/** Why a command cannot use the store. A command never upgrades, because an old server may be running. */
export const otherThan = (standing: Standing<unknown>, newest: number): FormatFault | null => {
  const { format, unfinished } = standing;
  if (format > newest) return newerThan(standing, newest);
  if (unfinished !== null) return { _tag: 'UpgradeUnfinished', format };
  return format < newest ? { _tag: 'OlderFormat', format, newest } : null;
};

/** The format up to which all steps are done. */
export const finishedFormat = ({ format, unfinished }: Standing<unknown>): number =>
  unfinished === null ? format : format - 1;
