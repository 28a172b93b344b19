import * as E from 'fp-ts/lib/Either.js';
import { type Blob, type BlobStore, TooLarge } from '../world/blob-store.js';
import type { Exchange } from '../http/exchange.js';
import { codedError, type GraphError, parameterError } from '../meta/graph-error.js';
import { judgeUpload, normaliseType, tooLarge } from '../meta/media-types.js';
import { parseForm } from '../http/multipart.js';
import { requireWhatsApp } from './validate-message.js';

/** An uploaded file, its bytes held for the caller; the name is its part's. */
export type Upload = { type: string; name: string | null; blob: Blob };

type Result = E.Either<GraphError, Upload>;

const cut = parameterError('Invalid parameter', 'The multipart body is malformed or ends early.');

/** A body that is too long or broken is the caller's; a full disk (an error of a system call) is not. */
const failure = (error: unknown, limit: number): GraphError => {
  if (error instanceof TooLarge) return codedError(131053, tooLarge(limit));
  return error instanceof Error && 'syscall' in error ? codedError(131000) : cut;
};

const isOpus = (head: Buffer): boolean =>
  head.subarray(0, 4).toString('latin1') === 'OggS' && head.subarray(0, 64).includes('OpusHead');

/**
 * The type that an ogg file has from now on: `codecs=opus` is taken from the field `type`, or from the file itself,
 * which is where Meta looks.
 */
const settleType = (partType: string, field: string | undefined, head: Buffer): string => {
  const named = normaliseType(field ?? '');
  if (partType === 'audio/ogg' && (named === 'audio/ogg; codecs=opus' || isOpus(head))) return 'audio/ogg; codecs=opus';
  return partType;
};

/**
 * Reads the multipart body of `POST /{phone-number-id}/media`: fields `messaging_product` (in the query too) and
 * `type`, and the part `file`, which streams into the store. The part's own Content-Type is what Meta judges. No refusal
 * of Meta's for a file name is known, so none is made here; the list of messages shows the name.
 */
export const readUpload = async (exchange: Exchange, blobs: BlobStore): Promise<Result> => {
  const { req, query } = exchange;
  if (!(req.headers['content-type'] ?? '').toLowerCase().startsWith('multipart/form-data')) {
    return E.left(parameterError('The parameter file is required.'));
  }
  const fields = new Map<string, string>(query);
  let head = Buffer.alloc(0);
  let file: Promise<Result> | undefined;

  const store = async (stream: AsyncIterable<Uint8Array>, type: string, name: string | null): Promise<Result> => {
    const judged = judgeUpload(type);
    if ('refusal' in judged) return E.left(parameterError(judged.refusal));
    const noting = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of stream) {
        if (head.length < 64) head = Buffer.concat([head, chunk.subarray(0, 64)]);
        yield chunk;
      }
    };
    try {
      return E.right({ type, name, blob: await blobs.write(noting(), judged.limit) });
    } catch (error) {
      return E.left(failure(error, judged.limit));
    }
  };

  const discard = async (): Promise<void> => {
    const stored = await file;
    if (stored !== undefined && E.isRight(stored)) blobs.release(stored.right.blob);
  };

  try {
    const early = await parseForm(exchange, {
      field: (name, value) => fields.set(name, value),
      file: (stream, type, name) => (file = store(stream, normaliseType(type), name)),
    });
    if (early !== undefined) return E.left(early);
  } catch {
    await discard();
    return E.left(cut);
  }

  const refused = requireWhatsApp(Object.fromEntries(fields));
  if (refused !== undefined || file === undefined) {
    await discard();
    return E.left(refused ?? parameterError('The parameter file is required.'));
  }
  const stored = await file;
  if (E.isLeft(stored)) return stored;
  if (stored.right.blob.size > 0) {
    return E.right({ ...stored.right, type: settleType(stored.right.type, fields.get('type'), head) });
  }
  await discard();
  return E.left(parameterError('Param file must not be empty.'));
};
