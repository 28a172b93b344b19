import { type WrittenField } from '../../../domain/model/given-fields.js';
import { type RestContext } from './context.js';

/** The query of a request as it was written. */
export const writtenQuery = ({ querystring }: RestContext): readonly WrittenField[] =>
  // Not `ctx.query`: for each parameter it looks through all of them, a second for 16 KiB of `&a`.
  [...new URLSearchParams(querystring)].map(([name, value]) => ({ name, value }));
