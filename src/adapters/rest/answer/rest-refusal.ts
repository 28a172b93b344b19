import { type Refusal } from '../../../api/error-words.js';

/** What this door refuses by itself; no use case hears of it. */
export type RestFault =
  | { readonly _tag: 'NoSuchPath' }
  | { readonly _tag: 'MethodNotAllowed'; readonly method: string }
  | { readonly _tag: 'RangeNotSatisfiable' }
  /** The verify token or the signature of a webhook is wrong. */
  | { readonly _tag: 'WebhookUnauthorized' };

/** Everything that this door refuses with. */
export type RestRefusal = Refusal | RestFault;
