import { type Account, type AccountChanges } from '../../src/domain/model/account/account.js';
import { type Scope } from '../../src/domain/model/account/token.js';
import { type PostcardWorld } from '../support/postcard-world.js';
import { sample } from '../support/samples.js';
import { type Request } from './doors.js';

/** One request, sent through both doors by an account each, and how it ends. */
export interface Case {
  readonly what: string;
  readonly request: (origin: string) => Request;
  readonly ends:
    | 'sent'
    | { readonly code: string; readonly http: number; readonly grpc: number; readonly fields?: readonly string[] };
  /** What is wrong, by field, in the words of the answer. */
  readonly faults?: Readonly<Record<string, readonly string[]>>;
  /** The warnings of its answer, where it is sent. */
  readonly warnings?: readonly string[];
  readonly account?: AccountChanges;
  readonly scopes?: readonly Scope[];
  readonly token?: null | string;
  readonly prepare?: (world: PostcardWorld, account: Account) => Promise<void>;
  /** How many requests go before the one that is looked at. */
  readonly after?: number;
}

export const phone = '+1 (415) 555-0123';
export const jpg = { name: 'holiday.jpg', bytes: sample('jpg') };
export const base = { phone, media_type: 'image' };
export const withJpg = (fields: Record<string, string> = {}): Request => ({
  fields: { ...base, ...fields },
  file: jpg,
});
export const invalid = (...fields: string[]) => ({ code: 'VALIDATION_ERROR', http: 422, grpc: 3, fields });
export const a = (count: number, text = 'a'): string => text.repeat(count);

export const good = (what: string, fields: Record<string, string>): Case => ({
  what,
  request: () => withJpg(fields),
  ends: 'sent',
});
export const bad = (field: string, value: string): Case => ({
  what: `${field} ${JSON.stringify(value.slice(0, 40))} (${[...value].length})`,
  request: () => withJpg({ [field]: value }),
  ends: invalid(field),
});
