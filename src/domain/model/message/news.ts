import { type AccountId } from '../account/account.js';
import { type StatusReport } from './status-report.js';
import { type Instant } from '../time.js';

/** A text that a person wrote to an account. Its author is known by one of the two ids at least. */
export interface InboundText {
  /** WhatsApp's own id of the author, mostly the phone number; null for people who show no number. */
  readonly waId: string | null;
  /** The author's id for this business (business-scoped user id); null where WhatsApp does not say. */
  readonly userId: string | null;
  readonly text: string;
  readonly at: Instant;
}

/** What WhatsApp reports to an account. The pieces are independent, come in any order, and may come twice. */
export type News =
  { readonly _tag: 'Status'; readonly report: StatusReport } | { readonly _tag: 'Inbound'; readonly text: InboundText };

/** News, before it is known whose it is. */
export interface UnaddressedNews {
  readonly news: News;
  /** The account that the mark of a status names, which may not exist; null without a mark. */
  readonly markedFor: AccountId | null;
}

/** News as it is for one account: the mark of another account's message names none of its messages. */
export const newsOf = (account: AccountId, { news, markedFor }: UnaddressedNews): News =>
  news._tag === 'Inbound' || markedFor === account ? news : { ...news, report: { ...news.report, mark: null } };
