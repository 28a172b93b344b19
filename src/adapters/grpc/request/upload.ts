import * as E from 'fp-ts/lib/Either.js';
import { type IO } from 'fp-ts/lib/IO.js';
import * as O from 'fp-ts/lib/Option.js';
import { type BodyFault } from '../../../domain/model/errors.js';
import { FILE_FIELD, type Part } from '../../../domain/use-cases/send-media-message/call.js';
import { fieldsFault } from '../../../api/field-limits.js';
import { fileEnd } from './file-end.js';
import { fileName } from './file-name.js';
import { type MediaMessage__Output } from '../contract/gen/postcard/v1/MediaMessage.gen.js';
import { type GrpcLimits } from '../contract/grpc-limits.js';
import { metadataFields } from './metadata-fields.js';
import { type Pull, type Pulled } from './pull.js';

type Parts = AsyncGenerator<E.Either<BodyFault, Part>, void, undefined>;

/** A stream as a request: its parts as they are pulled, and the key once the metadata was pulled. */
export interface Upload {
  readonly parts: Parts;
  readonly key: IO<O.Option<string>>;
}

/**
 * Reads metadata, chunks, end. A stream that stops without `end` is always an interrupted upload, because a cancelled
 * call looks like one that has ended.
 */
export const readUpload = (pull: Pull, limits: Pick<GrpcLimits, 'emptyChunks'>): Upload => {
  let key: O.Option<string> = O.none;

  async function* parts(): Parts {
    const first = await pull();
    if (first._tag !== 'Metadata') return yield E.left(inPlaceOfMetadata(first));
    key = O.fromNullable(first.metadata.idempotency_key);
    const fields = metadataFields(first.metadata);
    const fault = fieldsFault(fields);
    if (fault !== null) return yield E.left(malformed(fault));
    yield* fields.map((field) => E.right(field));

    const second = await pull();
    if (second._tag === 'HalfClose') return;
    yield* file(first.metadata, second);
  }

  async function* file({ file_name = '' }: MediaMessage__Output, first: Pulled): Parts {
    let next = first;
    let empty = 0;
    async function* bytes(): AsyncGenerator<Uint8Array, void, undefined> {
      for (; next._tag === 'Chunk'; next = await pull()) {
        if (next.bytes.length > 0) yield next.bytes;
        else if ((empty += 1) > limits.emptyChunks) return;
      }
    }
    const name = fileName(file_name);
    yield E.right({ _tag: 'File', field: FILE_FIELD, name, bytes: bytes(), fieldsComplete: true });

    if (next._tag !== 'End') return yield E.left(inPlaceOfEnd(next));
    const { end } = next;
    const last = await pull();
    if (last._tag !== 'HalfClose')
      return yield E.left(last._tag === 'TooSlow' ? last : malformed('goes on after its end'));
    yield E.right(fileEnd(end));
  }

  return { parts: parts(), key: () => key };
};

const malformed = (message: string): BodyFault => ({ _tag: 'MalformedBody', message });
const interrupted = (message: string): BodyFault => ({ _tag: 'Interrupted', message });

const inPlaceOfMetadata = (pulled: Pulled): BodyFault => {
  switch (pulled._tag) {
    case 'Metadata':
    case 'Chunk':
    case 'End':
      return malformed('must begin with metadata');
    case 'Unreadable':
      return malformed(pulled.message);
    case 'HalfClose':
      return interrupted('ended before its metadata');
    case 'TooSlow':
      return pulled;
  }
};

const inPlaceOfEnd = (pulled: Pulled): BodyFault => {
  switch (pulled._tag) {
    case 'Metadata':
      return malformed('must have metadata only once');
    case 'Chunk':
    case 'End':
      return malformed('has too many empty chunks');
    case 'Unreadable':
      return malformed(pulled.message);
    case 'HalfClose':
      return interrupted('stopped before its end');
    case 'TooSlow':
      return pulled;
  }
};
