import { type Document } from 'mongodb';
import { type AttentionEvent } from '../../../../domain/model/account/attention.js';

/** SEAM: the fields of an account's document that keep an event until it is relayed. */
export const attentionFields = (_event: AttentionEvent | null, _document: Document): Document => ({});
