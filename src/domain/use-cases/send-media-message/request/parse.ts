import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { allChecks, type Checked, type FieldFault, missing, toInvalid, wrong } from '../../../model/field-faults.js';
import { optional } from '../../../model/field-rules.js';
import { type GivenFields, isGiven, unreadableIn } from '../../../model/given-fields.js';
import { parseMediaUrl } from '../../../model/media/media-url.js';
import { type IdempotencyKey } from '../../../model/message/idempotency-key.js';
import { unknownContactNames } from './contact-names.js';
import { mediaTypeOf, parseFields } from './fields.js';
import { fileFaults, namelessFile, nameFaults } from './file-faults.js';
import { type MediaSource, type NamedFile, type SendMediaRequest, type Step, type With } from '../journey.js';

/** Validates a whole request and reports all its faults at once. */
export const parse = ({ call, received }: With<'call' | 'received'>): Step<SendMediaRequest> =>
  pipe(TE.fromEither(parseRequest(received.given, received.file, call.key())), TE.mapLeft(toInvalid));

export const parseRequest = (
  given: GivenFields,
  file: O.Option<NamedFile>,
  key: O.Option<string>,
): Checked<SendMediaRequest> =>
  sequenceS(allChecks)({
    fields: parseFields(given),
    source: O.isSome(file) ? parseUpload(given, file.value) : parseUrl(given),
    key: parseKey(key),
    unknownNames: unknownContactNames(given),
  });

/** The faults that are known when a file begins. `complete` says that no field can follow. */
export const faultsBeforeFile = (
  given: GivenFields,
  fileName: string | null,
  key: O.Option<string>,
  complete: boolean,
): readonly FieldFault[] =>
  [
    ...faultsOf(parseFields(given)),
    ...faultsOf(unknownContactNames(given)),
    ...nameFaults(mediaTypeOf(given), fileName),
    ...faultsOf(parseKey(key)),
  ].filter((fault) => complete || !fault.missing);

const parseUpload = (given: GivenFields, file: NamedFile): Checked<MediaSource> => {
  const faults = fileFaults(mediaTypeOf(given), 'media_file', file.extension, file.staged.sizeBytes);
  return faults.length > 0 ? E.left(faults) : E.right({ _tag: 'Uploaded', file });
};

const parseUrl = (given: GivenFields): Checked<MediaSource> =>
  pipe(
    optional(given)('media_url', parseMediaUrl),
    E.chain((url) => (url === null ? E.left([noMedia(given)]) : E.right({ _tag: 'Linked', url }))),
  );

const noMedia = (given: GivenFields): FieldFault => {
  const texts = given.get('media_file') ?? [];
  const unreadable = unreadableIn(texts[0]);
  if (unreadable !== null) return wrong('media_file', unreadable);
  return texts.some(isGiven) ? namelessFile : missing('media_file', 'is required unless media_url is given');
};

const parseKey = (key: O.Option<string>): Checked<IdempotencyKey | null> => {
  if (O.isNone(key)) return E.right(null);
  return /^[\x20-\x7e]{1,255}$/.test(key.value)
    ? E.right(key.value as IdempotencyKey)
    : E.left([wrong('idempotency_key', 'must have 1 to 255 printable ASCII characters')]);
};

const faultsOf = (checked: Checked<unknown>): readonly FieldFault[] => (E.isLeft(checked) ? checked.left : []);
