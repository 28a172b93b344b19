import { type ShownPerson } from '../contact/shown-person.js';
import { type Instant } from '../time.js';

/** What WhatsApp said about a refusal. */
export interface WhatsAppRefusal {
  readonly code: number;
  readonly title: string;
  readonly details: string | null;
  readonly fbtraceId: string | null;
}

/** Why a message is not known to be sent. */
export interface SendFailure {
  /** One sentence for the caller. */
  readonly error: string;
  readonly outcome: 'not_sent' | 'unknown';
  /** Whether the same request may succeed when it is sent again. */
  readonly retryable: boolean;
  readonly whatsapp: WhatsAppRefusal | null;
}

/** The result of a call to WhatsApp. */
export type SendOutcome =
  | { readonly _tag: 'Accepted'; readonly wamid: string; readonly shown: ShownPerson; readonly at: Instant }
  | {
      readonly _tag: 'Refused';
      readonly failure: SendFailure;
      /** WhatsApp's subcode beside the failure's code, where it gave one. */
      readonly subcode?: number;
      readonly at: Instant;
    };

/** The result of the call to WhatsApp, as its caller got it. A status may add to it later. */
export const callOutcomes = ['accepted', 'not_sent', 'unknown'] as const;
export type CallOutcome = (typeof callOutcomes)[number];
