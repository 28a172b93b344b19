import { type Refusal } from '../../../api/error-words.js';

/** Errors that this door answers by itself, without a use case. */
export type RestFault =
  | { readonly _tag: 'NoSuchPath' }
  | { readonly _tag: 'MethodNotAllowed'; readonly method: string }
  | { readonly _tag: 'RangeNotSatisfiable' }
  /** The verify token or the signature of a webhook is wrong. */
  | { readonly _tag: 'WebhookUnauthorized' };

/** Every error that this door answers. */
export type RestRefusal = Refusal | RestFault;
