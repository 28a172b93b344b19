import * as O from 'fp-ts/lib/Option.js';
import { type FieldFault, inline, wrong } from '../../../model/field-faults.js';
import { isTooLongName, LONGEST_SENT_NAME, writtenExtension } from '../../../model/media/file-name.js';
import {
  allowsExtension,
  asExtension,
  limitOf,
  type MediaType,
  overLimit,
  wrongExtension,
} from '../../../model/media/media-rules.js';

type FileField = 'media_file' | 'media_url';

/** The faults of a file of this extension (none: it came with none) and size: extension first, as in the original. */
export const fileFaults = (
  type: O.Option<MediaType>,
  field: FileField,
  extension: O.Option<string>,
  sizeBytes: number,
): readonly FieldFault[] => [
  ...extensionFaults(type, field, extension),
  ...(sizeBytes === 0 ? [wrong(field, 'must not be empty')] : []),
  ...(O.isSome(type) && sizeBytes > limitOf(type.value) ? [inline(field, overLimit(type.value))] : []),
];

/**
 * What is wrong with the name of an upload alone (null: it has none). A name longer than any use is not looked at any
 * further.
 */
export const nameFaults = (type: O.Option<MediaType>, name: string | null): readonly FieldFault[] => {
  if (name === null) return [namelessFile];
  if (isTooLongName(name)) return [wrong('media_file', `must have a name of at most ${LONGEST_SENT_NAME} bytes`)];
  return extensionFaults(type, 'media_file', writtenExtension(name));
};

/** The fault of something that should be a file, and does not say that it is one. */
export const namelessFile = wrong(
  'media_file',
  'needs a file name: send it in multipart/form-data, as a part with filename="…"',
);

/** The fault of an extension that the media type does not allow; none while the type is not known. */
const extensionFaults = (
  type: O.Option<MediaType>,
  field: FileField,
  written: O.Option<string>,
): readonly FieldFault[] => {
  // Without an extension, the bytes decide.
  if (O.isNone(type) || O.isNone(written)) return [];
  const extension = asExtension(written.value);
  const fits = O.isSome(extension) && allowsExtension(type.value, extension.value);
  return fits ? [] : [inline(field, wrongExtension(type.value))];
};
