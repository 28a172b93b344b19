import * as O from 'fp-ts/lib/Option.js';
import { type FieldFault, inline, wrong } from '../../../model/field-faults.js';
import { extensionOfName, isTooLongName, LONGEST_SENT_NAME } from '../../../model/media/file-name.js';
import {
  allowsExtension,
  limitOf,
  type MediaType,
  overLimit,
  wrongExtension,
} from '../../../model/media/media-rules.js';

type FileField = 'media_file' | 'media_url';

/** The faults of a file of this name and size: extension first, as in the original. */
export const fileFaults = (
  type: O.Option<MediaType>,
  field: FileField,
  name: string,
  sizeBytes: number,
): readonly FieldFault[] => [
  ...extensionFaults(type, field, name),
  ...(sizeBytes === 0 ? [wrong(field, 'must not be empty')] : []),
  ...(O.isSome(type) && sizeBytes > limitOf(type.value) ? [inline(field, overLimit(type.value))] : []),
];

/** What is wrong with the name of an upload alone. A name longer than any use is not looked at any further. */
export const nameFaults = (type: O.Option<MediaType>, name: string): readonly FieldFault[] => {
  if (isTooLongName(name)) return [wrong('media_file', `must have a name of at most ${LONGEST_SENT_NAME} bytes`)];
  return name === '' ? [] : extensionFaults(type, 'media_file', name);
};

/** The fault of a name with an extension that the media type does not allow; none while the type is not known. */
export const extensionFaults = (type: O.Option<MediaType>, field: FileField, name: string): readonly FieldFault[] => {
  if (O.isNone(type)) return [];
  const extension = extensionOfName(name);
  const fits = O.isSome(extension) && allowsExtension(type.value, extension.value);
  return fits ? [] : [inline(field, wrongExtension(type.value))];
};
