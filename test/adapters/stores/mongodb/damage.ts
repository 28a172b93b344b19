import { type Document } from 'mongodb';
import { type Database } from '../../../../src/adapters/stores/mongodb/database/database.js';

const spoil = async (
  { database }: { readonly database: Database },
  collection: string,
  filter: Document,
  change: Document,
): Promise<void> => {
  const { matchedCount } = await database.collection(collection).updateOne(filter, { $set: change });
  if (matchedCount !== 1) throw new TypeError('there is nothing to damage');
};

export const damageAccount = (records: { readonly database: Database }, id: number): Promise<void> =>
  spoil(records, 'accounts', { _id: id }, { limits: 'damaged' });

/** Damages one secret of an account that is stored sealed; all else of it stays as it is. */
export const damageSecret = (records: { readonly database: Database }, id: number): Promise<void> =>
  spoil(records, 'accounts', { _id: id, sealed: true }, { 'whatsapp.appSecret': 'v1.damaged' });

export const damageToken = (records: { readonly database: Database }, hash: string): Promise<void> =>
  spoil(records, 'tokens', { _id: hash }, { scopes: 'damaged' });

export const damageTokenKey = (records: { readonly database: Database }): Promise<void> =>
  spoil(records, 'settings', { _id: 'verifyTokenKey' }, { key: 7 });
