import { type StatusReport } from './status-report.js';
import { type Instant } from '../time.js';

/** A text that a person wrote to an account. */
export interface InboundText {
  /** WhatsApp's own id of the author. */
  readonly waId: string;
  readonly text: string;
  readonly at: Instant;
}

/** What WhatsApp reports to an account. The pieces are independent, come in any order, and may come twice. */
export type News =
  { readonly _tag: 'Status'; readonly report: StatusReport } | { readonly _tag: 'Inbound'; readonly text: InboundText };
