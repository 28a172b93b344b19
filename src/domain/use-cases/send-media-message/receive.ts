import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type Invalid, type SendMediaError } from '../../model/errors.js';
import { inline, toInvalid, wrong } from '../../model/field-faults.js';
import { givenFields, type GivenFields } from '../../model/field-rules.js';
import { LARGEST_LIMIT, limitOf, overLimit } from '../../model/media-rules.js';
import { type FieldPart, type FileEndPart, type FilePart, type SendMediaCall } from './call.js';
import { mediaTypeOf } from './fields.js';
import { faultsBeforeFile, parseRequest, type SendMediaRequest, type UploadedFile } from './request.js';
import { type Staging } from './cleanup.js';

/** The one field that a file may come in. */
const FILE_FIELD = 'media_file';

/**
 * Pulls a request's parts: collects the fields, stages the file as it flows. Three answers come before the end:
 * a fault of the body, faults that are known when the file begins, and a file over its limit.
 */
export const receive =
  (staging: Staging) =>
  (call: SendMediaCall): TE.TaskEither<SendMediaError, SendMediaRequest> =>
  async () => {
    const fields: FieldPart[] = [];
    let file: O.Option<UploadedFile> = O.none;
    for await (const part of call.parts) {
      if (E.isLeft(part)) return part;
      if (part.right._tag === 'Field') {
        fields.push(part.right);
        continue;
      }
      if (part.right._tag === 'FileEnd') {
        if (!isWhole(part.right, file)) return E.left(notTheFile);
        continue;
      }
      const taken: E.Either<SendMediaError, O.Option<UploadedFile>> = O.isSome(file)
        ? E.left(refuse('must be one file'))
        : await takeFile(staging, part.right, givenFields(fields), call.key());
      if (E.isLeft(taken)) return taken;
      file = taken.right;
    }
    return pipe(parseRequest(givenFields(fields), file, call.key()), E.mapLeft(toInvalid));
  };

/** Whether what the caller says of its file is true of what came. */
const isWhole = ({ sizeBytes, sha256 }: FileEndPart, file: O.Option<UploadedFile>): boolean => {
  const came = O.isSome(file) ? file.value.staged : null;
  if (O.isSome(sizeBytes) && sizeBytes.value !== (came?.sizeBytes ?? 0)) return false;
  return O.isNone(sha256) || came === null || sha256.value === came.sha256;
};

const notTheFile: SendMediaError = {
  _tag: 'MalformedBody',
  message: 'holds another file than its end says, in size or sha256',
};

/** Stages a file, unless it can be refused already. A part with no name and no bytes is no file. */
const takeFile = async (
  staging: Staging,
  part: FilePart,
  given: GivenFields,
  key: O.Option<string>,
): Promise<E.Either<SendMediaError, O.Option<UploadedFile>>> => {
  if (part.field !== FILE_FIELD) return E.left(refuse('is the only field that takes a file'));
  const faults = faultsBeforeFile(given, part.name, key, part.fieldsComplete);
  if (faults.length > 0) return E.left(toInvalid(faults));

  const type = mediaTypeOf(given);
  const staged = await staging.stage(
    part.bytes,
    pipe(
      type,
      O.match(() => LARGEST_LIMIT, limitOf),
    ),
  )();
  if (E.isLeft(staged)) return E.left(staged.left._tag === 'TooLarge' ? tooLarge(type) : staged.left);
  const isNoFile = part.name === '' && staged.right.sizeBytes === 0;
  return E.right(isNoFile ? O.none : O.some({ name: part.name, staged: staged.right }));
};

const tooLarge = (type: ReturnType<typeof mediaTypeOf>): Invalid =>
  // A file whose type is not known yet is over the largest limit there is, the document's.
  toInvalid([inline(FILE_FIELD, overLimit(O.isSome(type) ? type.value : 'document'))]);

const refuse = (what: string): Invalid => toInvalid([wrong(FILE_FIELD, what)]);
