import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { accountRecord } from '../../../src/adapters/stores/records/account.js';
import { type AccountId } from '../../../src/domain/model/account/account.js';
import { soundHealth } from '../../../src/domain/model/account/health.js';
import { newAccount } from '../../../src/domain/model/account/new-account.js';
import { scopes } from '../../../src/domain/model/account/token.js';
import { type Accounts } from '../../../src/domain/ports/accounts.js';
import { type Tokens } from '../../../src/domain/ports/tokens.js';
import { type WebhookEndpoints } from '../../../src/domain/ports/webhook-endpoints.js';
import { right, some, whole } from '../support.js';

/** The format of stores whose accounts had one webhook URL. */
export const WEBHOOK_FORMAT = 8;

interface Opened {
  readonly accounts: Accounts;
  readonly tokens: Tokens;
  readonly endpoints: WebhookEndpoints;
  /** Everything that is stored, as text. */
  readonly stored: () => Promise<string>;
  /** All lines of the log, from `info` on. */
  readonly logged: () => string;
  readonly close: () => Promise<void>;
}

/** A store of `WEBHOOK_FORMAT` with these records, and how to open it as a server does, any number of times. */
export interface WebhookStore {
  readonly open: (key: Uint8Array | null) => Promise<Opened>;
  readonly remove: () => Promise<void>;
}

/** With `isCut`, a server has begun the step to the next format, and was killed before it had changed anything. */
export type MakeWebhookStore = (records: typeof webhooks, isCut: boolean) => Promise<WebhookStore>;

const UNSET = { phoneNumberId: null, businessAccountId: null, accessToken: null, appSecret: null, verifyToken: null };

const SECRET = `whsec_${'c2VjcmV0'.repeat(5)}`;

const accountOf = (id: number, more: object = {}, demo = false): Readonly<Record<string, unknown>> => {
  const keys = { mediaKey: `${id}`.repeat(43), consentKey: 'k'.repeat(43) };
  const account = newAccount(id as AccountId, { name: 'Acme', demo }, keys, 1);
  const record = accountRecord.encode({ ...account, webhook: null, sealed: false }) as Record<string, unknown>;
  // Nothing was kept of its health.
  delete record['health'];
  return { ...record, webhook: null, ...more };
};

const tokenOf = (account: number, number: number, more: object = {}) => ({
  ...{ id: `tok_${account}_${number}`, accountId: account, name: 't', scopes: ['messages:send'] },
  ...{ hash: `${account}${number}`.padStart(64, 'a'), lastFour: 'wxyz', createdAt: 1, expiresAt: null },
  ...{ revokedAt: null, ...more },
});

/** What format 8 kept of accounts and their tokens. The third account is damaged. */
export const webhooks = {
  accounts: [
    accountOf(1, { webhook: { url: 'https://crm.example.com/hook?key=hidden', secret: SECRET } }),
    accountOf(2),
    accountOf(3, { webhook: { url: 'https://damaged.example.com/' } }),
    accountOf(4, {}, true),
  ],
  tokens: [
    tokenOf(1, 1),
    tokenOf(4, 1),
    tokenOf(4, 2, { revokedAt: 7 }),
    tokenOf(4, 3, { scopes: ['messages:read', 'webhooks:read'] }),
    tokenOf(4, 4, { scopes: 'damaged' }),
  ],
};

const acme = 1 as AccountId;
const demo = 4 as AccountId;

/** What bringing a store of format 8 up to date does with webhook URLs, and with the tokens of the demo. */
export const formerWebhooksContract = (make: MakeWebhookStore): void => {
  for (const isCut of [false, true])
    it(`makes a disabled endpoint of each webhook URL${isCut ? ', also where it was cut' : ''}, once, and says which`, async () => {
      const store = await make(webhooks, isCut);
      try {
        for (const [round, key] of [null, KEY, KEY].entries()) {
          const { endpoints, accounts, stored, logged, close } = await store.open(key);
          try {
            const [endpoint, ...more] = await whole(endpoints.list(acme));
            expect(more).to.deep.equal([]);
            expect(endpoint).to.deep.include({
              ...{ accountId: 1, url: 'https://crm.example.com/hook?key=hidden', events: null, description: null },
              ...{ secret: SECRET, oldSecret: null, failingSince: null, lastSuccessAt: null, behind: 0 },
            });
            expect(endpoint?.id).to.match(/^we_[\w-]{22}$/);
            expect(endpoint?.disabled?.reason).to.equal('by_hand');
            for (const id of [2, 3, 4]) expect(await whole(endpoints.list(id as AccountId))).to.deep.equal([]);
            expect(await some(accounts.byId(acme))).not.to.have.property('webhook');
            expect((await stored()).includes(SECRET)).to.equal(key === null);

            const lines = logged()
              .split('\n')
              .filter((line) => line.includes('is now a webhook endpoint'));
            expect(lines).to.have.length(round === 0 ? 1 : 0);
            if (round > 0) continue;
            expect(JSON.parse(lines[0] ?? '')).to.include({
              ...{ account: 1, endpoint: endpoint?.id, url: 'https://crm.example.com/hook' },
            });
            expect(logged()).to.include('its webhook').and.not.include('hidden').and.not.include(SECRET);
          } finally {
            await close();
          }
        }
      } finally {
        await store.remove();
      }
    });

  it('knows since the upgrade that an account is not configured, and not since each look', async () => {
    const configured = {
      ...webhooks.accounts[1],
      id: 5,
      whatsapp: { ...UNSET, phoneNumberId: '1', accessToken: 'EAA' },
    };
    const from = Date.now();
    let upgradedAt: number | undefined;
    const store = await make({ ...webhooks, accounts: [...webhooks.accounts, configured] }, false);
    try {
      for (const key of [null, KEY]) {
        const { accounts, close } = await store.open(key);
        try {
          for (const id of [1, 2, 4]) {
            const { problems } = (await some(accounts.byId(id as AccountId))).health;
            expect(problems.map(({ reason }) => reason)).to.deep.equal(['not_configured']);
            expect(problems[0]?.since).to.be.within(from, upgradedAt ?? Date.now());
          }
          upgradedAt ??= Date.now();
          expect((await some(accounts.byId(5 as AccountId))).health).to.deep.equal(soundHealth);
        } finally {
          await close();
        }
      }
    } finally {
      await store.remove();
    }
  });

  it('seals the secret where the first start with a key is also the upgrade', async () => {
    const store = await make(webhooks, false);
    try {
      const { endpoints, stored, close } = await store.open(KEY);
      try {
        expect((await whole(endpoints.list(acme))).map(({ secret }) => secret)).to.deep.equal([SECRET]);
        expect(await stored()).not.to.include(SECRET);
      } finally {
        await close();
      }
    } finally {
      await store.remove();
    }
  });

  it('gives every scope to the live tokens of the demo account, and to no other', async () => {
    const store = await make(webhooks, false);
    try {
      const { tokens, logged, close } = await store.open(null);
      try {
        const of = async (account: AccountId) => (await right(tokens.list(account))).items.map((one) => one.scopes);
        expect(await of(acme)).to.deep.equal([['messages:send']]);
        const [first, revoked, third] = await of(demo);
        expect(first).to.have.members([...scopes]);
        expect(revoked).to.deep.equal(['messages:send']);
        expect(third).to.have.members([...scopes]);
        expect(logged()).to.include('its scopes');
      } finally {
        await close();
      }
    } finally {
      await store.remove();
    }
  });
};

const KEY = randomBytes(32);
