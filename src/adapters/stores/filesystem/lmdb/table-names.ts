/**
 * Every table, by the name of its sub-database, which is part of the file format. All are opened together with the
 * environment. To open one later takes a synchronous write transaction, and that must not meet an asynchronous one: see
 * traffic.ts.
 */
export const tableNames = [
  'format',
  'upgrade',
  'holder',
  'encryption',
  'accounts',
  'last-account-id',
  'phone-number-ids',
  'former-phone-number-ids',
  'business-account-ids',
  'verify-tokens',
  'verify-token-key',
  'tokens',
  'token-hashes',
  'last-token-numbers',
  'contacts',
  'phones',
  'user-ids',
  'wa-ids',
  'contacts-by-group',
  'last-contact-ids',
  'contact-raises',
  'consents',
  'messages',
  'last-message-ids',
  'message-index',
  'wamids',
  'early-reports',
  'early-reports-by-expiry',
  'pending',
  'idempotency-keys',
  'keys-dropped',
  'conversations',
  'conversations-opened',
  'media',
  'media-unnamed',
  'upload-handles',
  'upload-handles-by-expiry',
  'service',
  'backup-leases',
  'move',
] as const;

export type TableName = (typeof tableNames)[number];
