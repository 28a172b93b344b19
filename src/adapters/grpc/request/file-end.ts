import * as O from 'fp-ts/lib/Option.js';
import { type FileEndPart } from '../../../domain/use-cases/send-media-message/call.js';
import { type UploadEnd__Output } from '../contract/gen/postcard/v1/UploadEnd.gen.js';

/** What the caller says about its file, in the types of the core. */
export const fileEnd = ({ size_bytes, sha256 }: UploadEnd__Output): FileEndPart => ({
  _tag: 'FileEnd',
  sizeBytes: O.map(Number)(O.fromNullable(size_bytes)),
  sha256: O.map((digest: Buffer) => digest.toString('hex'))(O.fromNullable(sha256)),
});
