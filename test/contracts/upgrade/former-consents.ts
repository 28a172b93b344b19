import { expect } from 'chai';
import { type Account, type AccountId } from '../../../src/domain/model/account/account.js';
import { newAccount } from '../../../src/domain/model/account/new-account.js';
import { personHashes } from '../../../src/domain/model/contact/person-hash.js';
import { type Accounts } from '../../../src/domain/ports/accounts.js';
import { type ConsentRecords } from '../../../src/domain/ports/consent-records.js';
import { accountRecord } from '../../../src/adapters/stores/records/account.js';
import { hmacSha256 } from '../../../src/kit/crypto/hmac.js';
import { right, some } from '../support.js';

/** The format of stores whose contacts held their own consent. */
export const FORMER_FORMAT = 6;
export const KEY = Buffer.alloc(32, 7);

interface Opened {
  readonly accounts: Pick<Accounts, 'byId'>;
  readonly consents: Pick<ConsentRecords, 'of'>;
  /** The contacts as they are stored. */
  readonly stored: () => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly logged: () => string;
  readonly close: () => Promise<void>;
}

/** A store of `FORMER_FORMAT` with these records, and how to open it as a server does, any number of times. */
export interface FormerStore {
  readonly open: (key: Uint8Array | null) => Promise<Opened>;
  readonly remove: () => Promise<void>;
}

export type MakeFormerStore = (records: typeof former) => Promise<FormerStore>;

const accountOf = (id: number) => {
  const {
    consentKey: _key,
    health: _health,
    ...stored
  } = accountRecord.encode({
    ...newAccount(id as AccountId, { name: 'Acme', demo: false }, { mediaKey: 'm'.repeat(43), consentKey: '' }, 1),
    webhook: null,
    sealed: false,
  }) as Record<string, unknown>;
  return stored;
};

const contactOf = (accountId: number, id: number, phone: string, more: object) => ({
  ...{ accountId, id, phone, firstname: null, lastname: null, email: null, country: null, assignedTo: null },
  ...{ groups: [], status: 1, source: 1, waId: null, optedOutAt: null, consentAt: null, createdAt: 1 },
  ...more,
});

const { sealed: _sealed, ...damagedAccount } = accountOf(2);

/** What format 6 kept: contacts with consent, without, damaged ones, and one of a damaged account. */
export const former = {
  accounts: [accountOf(1), damagedAccount],
  contacts: [
    contactOf(1, 1, '5511987654321', { waId: '551187654321', optedOutAt: 5, consentAt: 5 }),
    contactOf(1, 2, '14155550199', { waId: '551187654321', consentAt: 9 }),
    contactOf(1, 3, '14155550123', {}),
    contactOf(1, 4, '14155550124', { consentAt: 'damaged' }),
    contactOf(1, 5, '14155550177', { waId: '77', optedOutAt: 3, consentAt: 4 }),
    contactOf(1, 6, '14155550166', { optedOutAt: 3, consentAt: 'damaged' }),
    contactOf(1, 7, '14155550155', { optedOutAt: 3 }),
    contactOf(2, 1, '14155550188', { optedOutAt: 3, consentAt: 4 }),
  ],
};

/** What bringing a store of format 6 up to date does with consent. */
export const formerConsentsContract = (make: MakeFormerStore): void => {
  const said = async ({ consents }: Opened, account: Account, number: string): Promise<unknown> => {
    const [hash] = personHashes(hmacSha256, account, { numbers: [number] });
    return hash === undefined ? undefined : (await right(consents.of(account.id, [hash]))).get(hash);
  };

  it('moves consent from contacts to their hashes, names what is damaged, and does so once', async () => {
    const store = await make(former);
    try {
      const keys: string[] = [];
      for (const [round, key] of [null, KEY, KEY].entries()) {
        const opened = await store.open(key);
        try {
          const account = await some(opened.accounts.byId(1 as AccountId));
          keys.push(account.consentKey);
          for (const [number, consent] of [
            // Two contacts are one person: the newer word counts.
            ['5511987654321', { saidAt: 9, optedOutAt: null }],
            ['551187654321', { saidAt: 9, optedOutAt: null }],
            ['14155550199', { saidAt: 9, optedOutAt: null }],
            ['14155550123', undefined],
            ['14155550124', undefined],
            ['14155550177', { saidAt: 4, optedOutAt: 3 }],
            // An opt-out is never lost.
            ['14155550166', { saidAt: 3, optedOutAt: 3 }],
            ['14155550155', { saidAt: 3, optedOutAt: 3 }],
            ['77', { saidAt: 4, optedOutAt: 3 }],
          ] as const)
            expect(await said(opened, account, number), number).to.deep.equal(consent);
          const holding = (await opened.stored()).filter(
            ({ consentAt }) => consentAt !== null && consentAt !== undefined,
          );
          expect(holding.map(({ accountId, id }) => `${String(accountId)}/${String(id)}`)).to.deep.equal([
            '1/4',
            '2/1',
          ]);
          if (round === 0) {
            expect(opened.logged()).to.contain('its consent').and.contain('the consent key of its account');
            expect(opened.logged()).not.to.contain('1415555');
          }
        } finally {
          await opened.close();
        }
      }
      expect(new Set(keys)).to.have.property('size', 1);
      expect(keys[0]).to.match(/^[\w-]{43}$/);
    } finally {
      await store.remove();
    }
  });
};
