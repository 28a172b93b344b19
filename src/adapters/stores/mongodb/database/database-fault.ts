import { type KeyFault, keySentence } from '../../shared/sealing/store-keys.js';
import { type FormatFault, formatSentence } from '../../shared/upgrade/standing.js';
import { type OptionRefused, type WhyRefused } from './url.js';

/** Why the database cannot be used at all. `database` is its hosts and name, never a user or a password. */
export type DatabaseFault =
  /** The URL does not parse, or has impossible options. */
  | { readonly _tag: 'BadUrl'; readonly cause: unknown }
  /** The URL has an option that contradicts what is promised. */
  | OptionRefused
  /** No server answers. */
  | { readonly _tag: 'Unreachable'; readonly database: string; readonly cause: unknown }
  /** The server does not take the user or the password. */
  | { readonly _tag: 'LoginRefused'; readonly database: string }
  /** The server wants a login, and the URL has none. */
  | { readonly _tag: 'LoginMissing'; readonly database: string }
  /** The user may not write, or not make indexes. */
  | { readonly _tag: 'NotAllowed'; readonly database: string; readonly cause: unknown }
  /** Its format is not one that can be worked on. */
  | { readonly _tag: 'FormatRefused'; readonly database: string; readonly fault: FormatFault }
  /** A move into it was begun and did not end. */
  | { readonly _tag: 'HalfMoved'; readonly database: string }
  /** It is to be filled, and holds a store, or what another store brought. */
  | { readonly _tag: 'NotEmpty'; readonly database: string }
  /** The secrets in it are sealed with another key, or with a second one. */
  | { readonly _tag: KeyFault; readonly database: string }
  /** The server is not the primary of its replica set. */
  | { readonly _tag: 'NotPrimary'; readonly database: string; readonly cause: unknown }
  /** It answers, but not in time. */
  | { readonly _tag: 'TooSlow'; readonly database: string; readonly cause: unknown }
  /** A unique index refuses what is there. `index` is `collection/name`, null if the server does not say. */
  | { readonly _tag: 'Duplicates'; readonly database: string; readonly index: string | null }
  /** It has another index in the place of one that is to be made, or refuses to make it. */
  | { readonly _tag: 'OtherIndex'; readonly database: string; readonly cause: unknown }
  /** The server does not know a command, or is too old. */
  | { readonly _tag: 'Unsupported'; readonly database: string; readonly cause: unknown }
  /** It refuses something for another reason. */
  | { readonly _tag: 'OpenFailed'; readonly database: string; readonly cause: unknown };

/** What is wrong and what to do, in one line. */
export const sentenceOf = (fault: DatabaseFault): string => {
  switch (fault._tag) {
    case 'BadUrl':
      return `MONGODB_URL: ${reasonOf(fault.cause)}; write a URL like mongodb://127.0.0.1:27017/postcard`;
    case 'OptionRefused':
      return `MONGODB_URL: the option ${printable(fault.option)} ${whyNot[fault.why]}; leave it out`;
    case 'Unreachable':
      return `MONGODB_URL: ${fault.database} cannot be reached (${reasonOf(fault.cause)}); is it running?`;
    case 'LoginRefused':
      return `MONGODB_URL: ${fault.database} refuses the user or the password; mend them in the URL`;
    case 'LoginMissing':
      return `MONGODB_URL: ${fault.database} wants a login, and the URL has no user; write mongodb://USER:PASSWORD@HOST/…`;
    case 'NotAllowed':
      return `MONGODB_URL: the user must have the role readWrite on ${fault.database} (${reasonOf(fault.cause)})`;
    case 'FormatRefused':
      return formatSentence(fault.database, fault.fault);
    case 'HalfMoved':
      return `${fault.database} was not filled to the end; run postcard migrate once more`;
    case 'NotEmpty':
      return `${fault.database} is in use, or was filled from another store; name a database that does not exist yet`;
    case 'KeyMissing':
    case 'WrongKey':
    case 'SecondKeyMissing':
      return keySentence(fault._tag, fault.database);
    case 'NotPrimary':
      return `MONGODB_URL: ${fault.database} is not a primary (${reasonOf(fault.cause)}); name all members and the replica set, as in mongodb://db1,db2/postcard?replicaSet=rs0`;
    case 'TooSlow':
      return `${fault.database} did not open in time (${reasonOf(fault.cause)}); start again when it has less to do`;
    case 'Duplicates':
      return `${fault.database} has documents with equal values that the unique index ${fault.index ?? 'of their collection'} forbids; remove all but one, then start again`;
    case 'OtherIndex':
      return `${fault.database} refuses an index (${reasonOf(fault.cause)}); drop the index that is in its place, then start again`;
    case 'Unsupported':
      return `${fault.database} cannot do what Postcard needs (${reasonOf(fault.cause)}); use MongoDB 4.4 or newer`;
    case 'OpenFailed':
      return `${fault.database} refuses to be opened (${reasonOf(fault.cause)}); mend that in the database, then start again`;
  }
};

const whyNot: Readonly<Record<WhyRefused, string>> = {
  writes: 'contradicts that every write is on the disks of a majority',
  reads: 'contradicts that every read sees the writes before it',
  times: 'contradicts the time limits of Postcard',
  other: 'is not one that Postcard takes',
};

/** An option's name without anything that is none: what stands there may be a piece of a password. */
const printable = (option: string): string => (/^[a-z]{1,40}$/i.test(option) ? option : 'after the ?');

const LONGEST_REASON = 160;

/** What the driver says of an error, in one line. */
export const reasonOf = (cause: unknown): string => {
  const text = (cause instanceof Error ? cause.message : String(cause)).replaceAll(/\s+/g, ' ').trim();
  return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)}…` : text;
};
