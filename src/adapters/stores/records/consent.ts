import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { type Consent } from '../../../domain/model/contact/consent.js';
import { type PersonHash } from '../../../domain/model/contact/person-hash.js';
import { added, instant, nullable, personHash, strict } from './codecs.js';

/** What is kept under a hash of a person's id. */
export interface HashRecord {
  /** The newest word of the person; null if none was said. */
  readonly said: Consent | null;
  /** The hashes that it was joined with: they are the same person's. Each of them names this one too. */
  readonly joinedWith: readonly PersonHash[];
}

interface FlatRecord {
  readonly saidAt: number | null;
  readonly optedOutAt: number | null;
  readonly joinedWith: readonly PersonHash[];
}

/** Records of earlier versions are joined with none. */
const flat = strict<FlatRecord>('consent', {
  saidAt: nullable(instant),
  optedOutAt: nullable(instant),
  joinedWith: added(t.readonlyArray(personHash), []),
});

/** The record of a hash as a store keeps it. An opt-out without the time of its word is damage. */
export const consentRecord = new t.Type<HashRecord, unknown>(
  'consent',
  (value): value is HashRecord => hashRecord.is(value),
  (value, context) => {
    const read = flat.validate(value, context);
    if (E.isLeft(read)) return read;
    const { saidAt, optedOutAt, joinedWith } = read.right;
    if (saidAt !== null) return t.success({ said: { saidAt, optedOutAt }, joinedWith });
    return optedOutAt === null
      ? t.success({ said: null, joinedWith })
      : t.failure(saidAt, t.appendContext(context, 'saidAt', instant, saidAt));
  },
  ({ said, joinedWith }) =>
    flat.encode({ saidAt: said?.saidAt ?? null, optedOutAt: said?.optedOutAt ?? null, joinedWith }),
);

const hashRecord = t.type({
  said: nullable(t.type({ saidAt: instant, optedOutAt: nullable(instant) })),
  joinedWith: t.readonlyArray(personHash),
});
