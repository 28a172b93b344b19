import * as O from 'fp-ts/lib/Option.js';
import { type Tokens } from '../../../../domain/ports/tokens.js';
import { tokenRecord } from '../../records/token.js';
import {
  placeOfToken,
  type Token,
  tokenAt,
  type TokenDraft,
  type TokenPlace,
} from '../../../../domain/model/account/token.js';
import { readEach } from '../../shared/read-each.js';
import { counters } from '../database/counters.js';
import { type Database } from '../database/database.js';
import { documents, equal, recordOf } from '../database/documents.js';
import { CorruptDocument } from '../database/faults.js';
import { storing } from '../../shared/store-fault.js';

export const tokenDocuments = (database: Database) =>
  documents<Token>({ database, name: 'tokens', codec: tokenRecord });

/** Tokens in MongoDB under their hashes. A token's id contains its account and its number there. */
export const mongodbTokens = (database: Database): Tokens => {
  const tokens = tokenDocuments(database);
  const nextNumber = counters(database);

  const create = async (draft: TokenDraft): Promise<Token> => {
    const number = await nextNumber(`tokens of ${draft.accountId}`);
    const made = tokenAt(number, draft);
    if ((await tokens.insert(made, { _id: draft.hash, number })) !== null) return made;
    if ((await tokens.first(equal({ _id: draft.hash }))) !== null)
      throw new TypeError('two tokens cannot have the same hash');
    return create(draft);
  };

  return {
    byHash: (hash) => storing(async () => recordOf(await tokens.first(equal({ _id: hash })))),

    create: (draft) => storing(() => create(draft)),

    list: (account) =>
      storing(async () =>
        readEach(
          await tokens.found(equal({ accountId: account }), { number: 1 }),
          (document) => tokens.decode(document).record,
          CorruptDocument,
        ),
      ),

    revoke: (id, at) => {
      const revoke = async (place: TokenPlace): Promise<O.Option<Token>> => {
        const kept = await tokens.first(equal({ ...place }));
        if (kept === null || kept.record.revokedAt !== null) return recordOf(kept);
        const revoked = { ...kept.record, revokedAt: at };
        return (await tokens.replace(kept, revoked)) ? O.some(revoked) : revoke(place);
      };
      const place = placeOfToken(id);
      return storing(async () => (place === null ? O.none : revoke(place)));
    },
  };
};
