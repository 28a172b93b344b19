import { parse } from 'content-type';
import * as E from 'fp-ts/lib/Either.js';
import { NAMELESS_FIELD } from '../../../../api/field-limits.js';
import { FILE_FIELD } from '../../../../domain/use-cases/send-media-message/call.js';
import { readHeaderValue } from '../../../../kit/multipart/header-value.js';
import { type PartHeaders, readPartHeaders } from '../../../../kit/multipart/part-headers.js';
import { decodeUtf8, NOT_UTF8 } from '../utf8.js';
import { STRAY_DELIMITER } from './multipart-faults.js';
import { fileName } from './file-name.js';

/** The head of a field. The charset is the one that the part itself names, in lower case. */
export interface FieldHead extends Encoded {
  readonly _tag: 'Field';
  readonly name: string;
  readonly charset: string | null;
}

export interface FileHead extends Encoded {
  readonly _tag: 'File';
  readonly name: string;
  /** Empty if the part says that it is a file (by an empty name, or a type that says bytes), else null. */
  readonly fileName: string | null;
}

interface Encoded {
  /** The transfer encoding, if the content was changed by one. */
  readonly encoding?: string;
}

/**
 * The head of a part of a form. A part with a file name is a file. Without one, only a part of the field for files is a
 * file. A contact in JSON is a field: a browser gives a file name to all that is not plain text.
 */
export type FormHead = FieldHead | FileHead;

const UNREADABLE = E.left('has a part that cannot be read');

/** Reads the head of a part, or says what is wrong with it. `text` has one character per byte. */
export const readFormHead = (text: string): E.Either<string, FormHead> => {
  const headers = readPartHeaders(text);
  if (headers === null) return UNREADABLE;
  const written = headers.get('content-disposition') ?? '';
  // A head of another kind was probably part of a file's content.
  if (!/^form-data[\t ]*(?:;|$)/i.test(written)) return E.left(STRAY_DELIMITER);
  const disposition = readHeaderValue(written);
  if (disposition === null) return UNREADABLE;
  const { parameters } = disposition;
  const contentType = parse(headers.get('content-type') ?? '');
  const name = decodeUtf8(parameters.get('name') ?? '');
  if (name === '') return E.left(NAMELESS_FIELD);
  if (name === null) return E.left(NOT_UTF8);
  const encoded = encodingOf(headers);
  const decoded = fileName(parameters);
  const isContact = name === 'contact' && contentType.type === 'application/json';
  if (isContact || (decoded === '' && name !== FILE_FIELD)) {
    const charset = contentType.parameters['charset']?.toLowerCase() ?? null;
    return E.right({ _tag: 'Field', name, charset, ...encoded });
  }
  const isNamed = parameters.has('filename') || parameters.has('filename*');
  const isFile = isNamed || contentType.type === 'application/octet-stream';
  return E.right({ _tag: 'File', name, fileName: isFile ? decoded : null, ...encoded });
};

/** The transfer encoding in words that can be shown, if it is one that changes the content. */
const encodingOf = (headers: PartHeaders): Encoded => {
  const written = headers.get('content-transfer-encoding') ?? '';
  return /^(?:7bit|8bit|binary|)$/i.test(written) ? {} : { encoding: written.slice(0, 40).replace(/[^ -~]/g, '?') };
};
