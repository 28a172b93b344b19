import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Branded } from '../../model/brand.js';
import { allChecks, type Checked, type FieldFault, inline, missing, wrong } from '../../model/field-faults.js';
import { type GivenFields, textOf } from '../../model/field-rules.js';
import { extensionOfName } from '../../model/file-name.js';
import { allowsExtension, limitOf, type MediaType, overLimit, wrongExtension } from '../../model/media-rules.js';
import { type IdempotencyKey } from '../../model/message.js';
import { type Digest } from '../../ports/digest.js';
import { type StagedMedia } from '../../ports/media-storage.js';
import { mediaTypeOf, type MessageFields, parseFields } from './fields.js';

/** A URL that may be fetched: http or https, no credentials, at most 2 048 characters. Kept as written. */
export type MediaUrl = Branded<string, 'MediaUrl'>;

export interface UploadedFile {
  readonly name: string;
  readonly staged: StagedMedia;
}

/** Where the bytes come from. If both are given the file wins. */
export type MediaSource =
  { readonly _tag: 'Uploaded'; readonly file: UploadedFile } | { readonly _tag: 'Linked'; readonly url: MediaUrl };

export interface SendMediaRequest {
  readonly fields: MessageFields;
  readonly source: MediaSource;
  readonly key: IdempotencyKey | null;
}

/** Judges a whole request and tells all its faults at once. */
export const parseRequest = (
  given: GivenFields,
  file: O.Option<UploadedFile>,
  key: O.Option<string>,
): Checked<SendMediaRequest> =>
  sequenceS(allChecks)({
    fields: parseFields(given),
    source: O.isSome(file) ? parseUpload(given, file.value) : parseUrl(given),
    key: parseKey(key),
  });

/** What is known to be wrong when a file begins; `complete` says that no field can follow. */
export const faultsBeforeFile = (
  given: GivenFields,
  fileName: string,
  key: O.Option<string>,
  complete: boolean,
): readonly FieldFault[] =>
  [
    ...faultsOf(parseFields(given)),
    ...(fileName === '' ? [] : extensionFaults(mediaTypeOf(given), 'media_file', fileName)),
    ...faultsOf(parseKey(key)),
  ].filter((fault) => complete || !fault.missing);

/** What makes two requests the same: their parsed fields, and the file's bytes or the URL's text. */
export const fingerprintOf = (digest: Digest, { fields, source }: SendMediaRequest): string =>
  digest(
    JSON.stringify([
      fields.phone,
      fields.mediaType,
      source._tag === 'Uploaded' ? ['file', source.file.staged.sha256] : ['url', source.url],
      fields.caption,
      fields.filename,
      fields.contactId,
      fields.contact.firstname,
      fields.contact.lastname,
      fields.contact.email,
      fields.contact.country,
      fields.contact.assignedTo,
      fields.contact.groups,
    ]),
  );

/** The faults of a file of this name and size: extension first, as in the original. */
export const fileFaults = (
  type: O.Option<MediaType>,
  field: 'media_file' | 'media_url',
  name: string,
  sizeBytes: number,
): readonly FieldFault[] => [
  ...extensionFaults(type, field, name),
  ...(sizeBytes === 0 ? [wrong(field, 'must not be empty')] : []),
  ...(O.isSome(type) && sizeBytes > limitOf(type.value) ? [inline(field, overLimit(type.value))] : []),
];

const extensionFaults = (
  type: O.Option<MediaType>,
  field: 'media_file' | 'media_url',
  name: string,
): readonly FieldFault[] => {
  if (O.isNone(type)) return [];
  const fits = O.exists((extension: Parameters<typeof allowsExtension>[1]) => allowsExtension(type.value, extension));
  return fits(extensionOfName(name)) ? [] : [inline(field, wrongExtension(type.value))];
};

const parseUpload = (given: GivenFields, file: UploadedFile): Checked<MediaSource> => {
  const faults = fileFaults(mediaTypeOf(given), 'media_file', file.name, file.staged.sizeBytes);
  return faults.length > 0 ? E.left(faults) : E.right({ _tag: 'Uploaded', file });
};

const parseUrl = (given: GivenFields): Checked<MediaSource> =>
  pipe(
    textOf(given, 'media_url'),
    E.chain(
      O.match(
        () => E.left([noMedia(given)]),
        (text) => checkUrl(text),
      ),
    ),
  );

const noMedia = (given: GivenFields): FieldFault =>
  given.has('media_file')
    ? wrong('media_file', 'must be a file part with a file name')
    : missing('media_file', 'is required unless media_url is given');

const checkUrl = (text: string): Checked<MediaSource> => {
  const refuse = (what: string) => E.left([wrong('media_url', what)]);
  if (text.length > 2048) return refuse('must have at most 2048 characters');
  if (!URL.canParse(text)) return refuse('must be a URL');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuse('must be an http or https URL');
  if (url.username !== '' || url.password !== '') return refuse('must not hold credentials');
  return E.right({ _tag: 'Linked', url: text as MediaUrl });
};

const parseKey = (key: O.Option<string>): Checked<IdempotencyKey | null> => {
  if (O.isNone(key)) return E.right(null);
  return /^[\x20-\x7e]{1,255}$/.test(key.value)
    ? E.right(key.value as IdempotencyKey)
    : E.left([wrong('idempotency_key', 'must have 1 to 255 printable ASCII characters')]);
};

const faultsOf = (checked: Checked<unknown>): readonly FieldFault[] => (E.isLeft(checked) ? checked.left : []);
