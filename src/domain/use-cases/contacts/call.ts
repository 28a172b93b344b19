import { type ContactId } from '../../model/contact/contact.js';
import { type CallError, type FeatureLimitExceeded, type MissingConfig, type NotFound } from '../../model/errors.js';
import { type ContactWithConsent } from '../consent/read-consent.js';
import { type AnswerResource, type ResourceRequest } from '../resources/call.js';

/** What a caller asks of one contact. */
export interface ContactRequest extends ResourceRequest {
  /** As written. A text that is no id names no contact. */
  readonly contactId: string;
}

/** Every error of the calls of contacts. */
export type ContactsError = CallError | NotFound | MissingConfig | FeatureLimitExceeded;

export interface ContactList {
  /** Newest first. */
  readonly contacts: readonly ContactWithConsent[];
  /** The `cursor` of the next page; null on the last page. */
  readonly nextCursor: string | null;
}

/** A contact that was asked to be created. */
export interface KeptContact extends ContactWithConsent {
  /** False: the account had it already. */
  readonly created: boolean;
}

/** A contact that was erased. */
export interface ErasedReceipt {
  readonly contactId: ContactId;
}

type Call<Request, A> = AnswerResource<Request, ContactsError, A>;

/** The calls of an account's contacts (SPEC 5, "Contacts over REST"). Each rejects only on a defect. */
export interface ContactCalls {
  /** `phone`, `user_id`, `opted_out`, `group`, `limit`, `cursor`. */
  readonly list: Call<Pick<ResourceRequest, 'query'>, ContactList>;
  readonly get: Call<Pick<ContactRequest, 'contactId' | 'query'>, ContactWithConsent>;
  /** The contact that a send would find is answered unchanged. */
  readonly create: Call<ResourceRequest, KeptContact>;
  /** Erases the person: see `eraseContact`. Again: there is no such contact. */
  readonly erase: Call<ContactRequest, ErasedReceipt>;
  /** What is absent stays. */
  readonly change: Call<ContactRequest, ContactWithConsent>;
  /** Idempotent: a person who has opted out keeps the time of the first STOP. */
  readonly optOut: Call<ContactRequest, ContactWithConsent>;
  readonly optIn: Call<ContactRequest, ContactWithConsent>;
}
