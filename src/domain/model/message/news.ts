import { type AccountId } from '../account/account.js';
import { type ShownPerson } from '../contact/shown-person.js';
import { type StatusReport } from './status-report.js';
import { type Instant } from '../time.js';

/** A message that a person wrote to an account. WhatsApp shows one of their ids at least. */
export interface InboundMessage {
  readonly author: ShownPerson;
  /** Its words; null for a message without any. */
  readonly text: string | null;
  readonly at: Instant;
}

/**
 * A person has another number, another user id or both. WhatsApp reports one change in up to three ways (SPEC 5, "A
 * contact"), each with a part of the ids.
 */
export interface IdChange {
  readonly former: ShownPerson;
  readonly current: ShownPerson;
  readonly at: Instant;
}

/** What WhatsApp reports to an account. The pieces are independent, come in any order, and may come twice. */
export type News =
  | { readonly _tag: 'Status'; readonly report: StatusReport }
  | { readonly _tag: 'Inbound'; readonly message: InboundMessage }
  | { readonly _tag: 'IdChange'; readonly change: IdChange };

/** News, before it is known whose it is. */
export interface UnaddressedNews {
  readonly news: News;
  /** The account that the mark of a status names, which may not exist; null without a mark. */
  readonly markedFor: AccountId | null;
}

/** News as it is for one account: the mark of another account's message names none of its messages. */
export const newsOf = (account: AccountId, { news, markedFor }: UnaddressedNews): News =>
  news._tag !== 'Status' || markedFor === account ? news : { ...news, report: { ...news.report, mark: null } };
