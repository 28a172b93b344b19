import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type BodyFault } from '../../src/domain/model/errors.js';
import {
  type FieldPart,
  type FilePart,
  type Part,
  type SendMediaCall,
} from '../../src/domain/use-cases/send-media-message/call.js';
import { bytesOf, SECRET } from './happy-ports.js';

export const field = (name: string, value: unknown): FieldPart => ({ _tag: 'Field', name, value });

export const fieldsOf = (fields: Readonly<Record<string, unknown>>): FieldPart[] =>
  Object.entries(fields).map(([name, value]) => field(name, value));

export const picture = (more: Partial<FilePart> = {}): FilePart => ({
  _tag: 'File',
  field: 'media_file',
  name: 'holiday.jpg',
  bytes: bytesOf('picture'),
  fieldsComplete: false,
  ...more,
});

const isPart = (part: Part | BodyFault): part is Part =>
  part._tag === 'Field' || part._tag === 'File' || part._tag === 'FileEnd';

/** A call with these parts; a fault of the body may stand among them. */
export const callOf = (
  parts: readonly (Part | BodyFault)[],
  more: { credentials?: string | null; key?: string; signal?: AbortSignal; onPull?: () => void } = {},
): SendMediaCall => ({
  door: 'rest',
  requestId: 'checkout-7f3a',
  credentials: O.fromNullable(more.credentials === undefined ? SECRET : more.credentials),
  key: () => O.fromNullable(more.key),
  parts: (async function* () {
    for (const part of parts) {
      more.onPull?.();
      yield isPart(part) ? E.right(part) : E.left(part);
    }
  })(),
  signal: more.signal ?? new AbortController().signal,
});
