import * as t from 'io-ts';
import { type AccountId } from '../../../domain/model/account/account.js';
import { type ServedType } from '../../../domain/model/media/media-rules.js';
import { accountId, positive, servedType } from './codecs.js';

/** The facts of a published file in any store. */
export interface MediaFacts {
  readonly type: ServedType;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly accountId: AccountId;
}

/** The record of a published file, without the fields of each store about time and place. */
export interface RecordedMedia extends MediaFacts {
  /** Whether a message is known to name it. Such a file is never swept. */
  readonly named: boolean;
}

/** The fields that the records of both stores share. */
export const mediaFields = { type: servedType, sizeBytes: positive, sha256: t.string, accountId, named: t.boolean };
