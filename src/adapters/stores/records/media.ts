import * as t from 'io-ts';
import { type AccountId } from '../../../domain/model/account/account.js';
import { type ServedType } from '../../../domain/model/media/media-rules.js';
import { accountId, positive, servedType } from './codecs.js';

/** What is known of a published file in any store. */
export interface MediaFacts {
  readonly type: ServedType;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly accountId: AccountId;
}

/** What is recorded of one, but for what a store adds about time and place. */
export interface RecordedMedia extends MediaFacts {
  /** Whether a message is known to name it, which keeps it for good. */
  readonly named: boolean;
}

/** The fields that the records of both stores share. */
export const mediaFields = { type: servedType, sizeBytes: positive, sha256: t.string, accountId, named: t.boolean };
