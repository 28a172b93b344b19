import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Invalid, type SendMediaError } from '../../../model/errors.js';
import { inline, toInvalid, wrong } from '../../../model/field-faults.js';
import { givenFields, type GivenFields } from '../../../model/given-fields.js';
import { LARGEST_LIMIT, limitOf, type MediaType, overLimit } from '../../../model/media/media-rules.js';
import { type Bytes } from '../../../model/bytes.js';
import { writtenExtension } from '../../../model/media/file-name.js';
import { type FieldPart, FILE_FIELD, type FileEndPart, type FilePart, MAX_FIELD_BYTES } from '../call.js';
import { mediaTypeOf } from './fields.js';
import { type NamedFile, type Received, type With } from '../journey.js';
import { faultsBeforeFile } from './parse.js';
import { stageFile, type StagePorts } from './stage-file.js';

/**
 * Pulls a request's parts: collects the fields and stages the file as it arrives. Three errors end it early: a fault of
 * the body, faults that are known when the file begins, and a file over its limit.
 */
export const receive =
  (ports: StagePorts, journey: With<'call' | 'cleanup'>): TE.TaskEither<SendMediaError, Received> =>
  async () => {
    const fields: FieldPart[] = [];
    let file: O.Option<NamedFile> = O.none;
    for await (const part of journey.call.parts) {
      if (E.isLeft(part)) return part;
      if (part.right._tag === 'Field') {
        fields.push(part.right);
        continue;
      }
      if (part.right._tag === 'FileEnd') {
        if (!isWhole(part.right, file)) return E.left(notTheFile);
        continue;
      }
      if (await isNoFile(part.right, file)) continue;
      if (O.isSome(file)) return E.left(refuse('must be a single file'));
      const taken = await takeFile(ports, journey, part.right, givenFields(fields))();
      if (E.isLeft(taken)) return taken;
      file = taken.right;
    }
    return E.right({ given: givenFields(fields), file });
  };

/** Whether the file that arrived is as the caller says. */
const isWhole = ({ sizeBytes, sha256 }: FileEndPart, file: O.Option<NamedFile>): boolean => {
  const came = O.isSome(file) ? file.value.staged : null;
  if (O.isSome(sizeBytes) && sizeBytes.value !== (came?.sizeBytes ?? 0)) return false;
  return O.isNone(sha256) || came === null || sha256.value === came.sha256;
};

const notTheFile: SendMediaError = {
  _tag: 'MalformedBody',
  message: 'has a file that does not match the size_bytes or sha256 of its end',
};

/**
 * Whether a part for a file has nothing in it, as a form has it whose user chose no file. A part that is the first with
 * an empty name is judged before it is read.
 */
const isNoFile = async ({ field, name, bytes }: FilePart, before: O.Option<NamedFile>): Promise<boolean> => {
  if (field !== FILE_FIELD) return false;
  if (name === null) return isWithout(bytes, (byte) => !BLANKS.includes(byte));
  return name === '' && O.isSome(before) && isWithout(bytes, () => true);
};

/** Tab, line feed, carriage return, blank. */
const BLANKS: readonly number[] = [9, 10, 13, 32];

/** Whether no byte is such a one. It reads no further than it must, and no more than a field may have. */
const isWithout = async (bytes: Bytes, isSuch: (byte: number) => boolean): Promise<boolean> => {
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > MAX_FIELD_BYTES || chunk.some(isSuch)) return false;
  }
  return true;
};

/** Stages a file, unless it can be refused at once. A part without a name and without bytes is no file. */
const takeFile = (
  ports: StagePorts,
  journey: With<'call' | 'cleanup'>,
  part: FilePart,
  given: GivenFields,
): TE.TaskEither<SendMediaError, O.Option<NamedFile>> => {
  if (part.field !== FILE_FIELD) return TE.left(refuse('is the only field that takes a file'));
  const { name } = part;
  const faults = [
    ...(part.unreadable === undefined ? [] : [wrong(FILE_FIELD, part.unreadable)]),
    ...faultsBeforeFile(given, name, journey.call.key(), part.fieldsComplete),
  ];
  if (name === null || faults.length > 0) return TE.left(toInvalid(faults));

  const type = mediaTypeOf(given);
  const limitBytes = O.isSome(type) ? limitOf(type.value) : LARGEST_LIMIT;
  return pipe(
    stageFile(ports, journey, part.bytes, limitBytes),
    TE.mapLeft((fault) => (fault._tag === 'TooLarge' ? tooLarge(type) : fault)),
    TE.map((staged) =>
      name === '' && staged.sizeBytes === 0 ? O.none : O.some({ name, extension: writtenExtension(name), staged }),
    ),
  );
};

const tooLarge = (type: O.Option<MediaType>): Invalid =>
  // While the media type is not known, the largest limit applies, which is that of a document.
  toInvalid([inline(FILE_FIELD, overLimit(O.isSome(type) ? type.value : 'document'))]);

const refuse = (what: string): Invalid => toInvalid([wrong(FILE_FIELD, what)]);
