import { type FieldPart, type FilePart } from '../../../domain/use-cases/send-media-message/call.js';
import { NAMELESS_FIELD } from '../../../api/field-limits.js';
import { field } from './field.js';
import { type PartHead } from './part-heads.js';
import { fieldText, fileName, isPlain } from './part-text.js';
import { decodeUtf8, NOT_UTF8 } from './utf8.js';

/** What to say of a part that the parser and we do not read alike. */
export const ODD_PART = 'has a part that cannot be read';

/** What the parser tells of a part; names are bytes, a character each. */
export interface ToldPart {
  readonly name: string | undefined;
  readonly encoding: string;
  readonly head: PartHead | undefined;
}

/** A field as the parser tells of it, or what is wrong with it. */
export const fieldPart = ({ name, encoding, head }: ToldPart, value: string): FieldPart | string => {
  if (head === undefined || !isPlain(encoding)) return ODD_PART;
  if (name === undefined || name === '') return NAMELESS_FIELD;
  const writtenName = decodeUtf8(name);
  const text = fieldText(value, head);
  return writtenName === null || text === null ? NOT_UTF8 : field(writtenName, text);
};

/** A file as the parser tells of it, or what is wrong with it. More fields may follow it. */
export const filePart = (
  { name, encoding, head }: ToldPart,
  givenFileName: string | undefined,
  bytes: FilePart['bytes'],
): FilePart | string => {
  if (head === undefined || !isPlain(encoding)) return ODD_PART;
  if (name === undefined || name === '') return NAMELESS_FIELD;
  const fieldName = decodeUtf8(name);
  const writtenName = fileName(givenFileName, head);
  return fieldName === null || writtenName === null
    ? NOT_UTF8
    : { _tag: 'File', field: fieldName, name: writtenName, bytes, fieldsComplete: false };
};
