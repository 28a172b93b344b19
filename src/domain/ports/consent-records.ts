import { type AccountId } from '../model/account/account.js';
import { type Concerned } from '../model/contact/concerned.js';
import { type Consents, type ConsentWord } from '../model/contact/consent.js';
import { type ContactEvent } from '../model/contact/contact-event.js';
import { type PersonHash } from '../model/contact/person-hash.js';
import { type Stored } from './store.js';

/** What was said under some hashes, before a word and after it. */
export interface ConsentChange {
  readonly before: Consents;
  readonly after: Consents;
  /** The events that were written with it. */
  readonly events: readonly ContactEvent[];
}

/** Who has opted out, contact or not (SPEC 5, "Consent"): the only place that says so. Each function sees one account. */
export interface ConsentRecords {
  /** What was said under these hashes, in one read. */
  readonly of: (account: AccountId, hashes: readonly PersonHash[]) => Stored<Consents>;
  /**
   * Records a word under each of these hashes and under all that are the same person's, as `withWord` does. Durable
   * when it resolves. If several callers record words under the same hashes at once, each change of whether that person
   * has opted out is seen by exactly one of them, as the difference between `before` and `after`. An event for each of
   * the concerned contacts that has opted out or in by it (`consentEvents`) is part of the same write. Repeating it
   * changes nothing, and writes no event.
   */
  readonly record: (
    account: AccountId,
    hashes: readonly PersonHash[],
    word: ConsentWord,
    concerned?: Concerned,
  ) => Stored<ConsentChange>;
  /** Whether anything is recorded under one of these hashes: a word, or that it is joined with others. */
  readonly isKnown: (account: AccountId, hashes: readonly PersonHash[]) => Stored<boolean>;
  /**
   * Remembers that these are hashes of one person, for good: words that are recorded under one of them, before
   * or later, count under all, and the newest word counts (`newerOf`). What is joined to one of them is joined to all.
   * The order of joins and words makes no difference, and repeating one writes nothing. An event for each of the
   * concerned contacts that has opted out or in by it is part of the same write. Durable when it resolves. Returns the
   * events that it wrote.
   */
  readonly join: (
    account: AccountId,
    hashes: readonly PersonHash[],
    concerned?: Concerned,
  ) => Stored<readonly ContactEvent[]>;
}
