import { contactDetailNames } from '../../../domain/model/contact/contact-fields.js';
import { type ListPlace } from '../../../domain/model/given-fields.js';
import { type FieldPart } from '../../../domain/use-cases/send-media-message/call.js';

/** `contact.email`, `contact[email]`, and either with `[]` or an index behind it. */
const SPELLING = /^contact(?:\.([a-z_]+)|\[([a-z_]+)\])(?:\[([0-9]{0,9})\])?$/;

/** The one field that is a list. */
const LIST = 'groups';

/**
 * A field under the API's name: `contact[email]` is another spelling of `contact.email`. Lists are spelt as PHP, jQuery
 * and axios spell them: `contact[groups][]`, `contact[groups][0]`, `contact.groups[]`, `contact.groups[0]`. A name that
 * is not known stays as it was written.
 */
export const field = (written: string, value: unknown): FieldPart => {
  const [, dotted, bracketed, index] = SPELLING.exec(written) ?? [];
  const detail = dotted ?? bracketed ?? '';
  if (!isDetail(detail) || (index !== undefined && detail !== LIST)) return { _tag: 'Field', name: written, value };
  const name = `contact.${detail}`;
  return index === undefined
    ? { _tag: 'Field', name, value }
    : { _tag: 'Field', name, value, list: placeOf(written, index) };
};

const isDetail = (name: string): boolean => (contactDetailNames as readonly string[]).includes(name);

const placeOf = (written: string, index: string): ListPlace =>
  index === ''
    ? { spelling: written, index: null }
    : { spelling: written.replace(/[0-9]+\]$/, '#]'), index: String(Number(index)) };
