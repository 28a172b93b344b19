import { type FieldPart } from '../../../domain/use-cases/send-media-message/call.js';

/** A field under the API's name: `contact[email]` is another spelling of `contact.email`. */
export const field = (written: string, value: unknown): FieldPart => ({
  _tag: 'Field',
  name: written.replace(/^contact\[([^[\]]*)\]$/, 'contact.$1'),
  value,
});
