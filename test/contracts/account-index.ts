import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { type Accounts } from '../../src/domain/ports/accounts.js';
import { type Damaged } from '../../src/domain/ports/store.js';
import { allAtOnce, on, type Open, right, some, times, whole, NOW } from './support.js';

/** One opening of a store that stays when it is closed. */
export interface OpenedAccounts {
  readonly accounts: Accounts;
  /** What was found damaged at this opening. */
  readonly damaged: readonly Damaged[];
  /** Makes of it a store of the version that had no index. */
  readonly forgetIndex: () => Promise<void>;
  readonly damageAccount: (id: AccountId) => Promise<void>;
  /** Damages a secret that is sealed. */
  readonly damageSecret: (id: AccountId) => Promise<void>;
  /** Damages what verify tokens are hashed under. */
  readonly damageTokenKey: () => Promise<void>;
  /** All that is stored of accounts and of what they are found by, as text. */
  readonly stored: () => Promise<string>;
  readonly close: () => Promise<void>;
}

export interface ReopenedStage {
  readonly open: (encryptionKey?: Uint8Array) => Promise<OpenedAccounts>;
}

/** How accounts are found across openings: after an upgrade, after a key was set, and where something is damaged. */
export const accountIndexContract = (name: string, open: Open<ReopenedStage>): void => {
  const test = on(open);

  const fill = async ({ accounts }: OpenedAccounts): Promise<readonly AccountId[]> => {
    const ids = [];
    for (const index of times(3, (at) => at + 1)) {
      const { id } = await right(accounts.create({ name: 'Acme', demo: false }, NOW));
      const secrets = { accessToken: `EAAG-marked-${index}`, appSecret: `marked-${index}` };
      const whatsapp = { phoneNumberId: `10${index}`, businessAccountId: '900', verifyToken: `v${index}`, ...secrets };
      await some(accounts.change(id, { whatsapp }, NOW));
      ids.push(id);
    }
    return ids;
  };
  const using = async <A>(
    opening: Promise<OpenedAccounts>,
    work: (opened: OpenedAccounts) => Promise<A>,
  ): Promise<A> => {
    const opened = await opening;
    try {
      return await work(opened);
    } finally {
      await opened.close();
    }
  };
  const found = async ({ accounts }: OpenedAccounts) => ({
    business: (await right(accounts.byBusinessAccountIds(['900'], allAtOnce))).items.map(({ id }) => id),
    tokens: await Promise.all(['v1', 'v2', 'v3', 'v4'].map((token) => right(accounts.hasVerifyToken(token)))),
  });

  describe(`The index of accounts: ${name}`, () => {
    it(
      'is the same at the next opening, and shared by two that are open at once',
      test(async (stage) => {
        await using(stage.open(), async (one) => {
          const ids = await fill(one);
          await using(stage.open(), async (two) => {
            expect(await found(two)).to.deep.equal({ business: ids, tokens: [true, true, true, false] });
            await some(two.accounts.change(ids[0] as AccountId, { whatsapp: { verifyToken: 'v4' } }, NOW));
            expect((await found(one)).tokens).to.deep.equal([false, true, true, true]);
          });
        });
      }),
    );

    for (const [what, key] of [
      ['without a key', undefined],
      ['with a key', randomBytes(32)],
    ] as const)
      it(
        `is built of a store of an earlier version, ${what}, as often as one likes`,
        test(async (stage) => {
          const ids = await using(stage.open(key), async (opened) => {
            const made = await fill(opened);
            await opened.forgetIndex();
            return made;
          });
          for (let time = 0; time < 2; time += 1)
            await using(stage.open(key), async (opened) => {
              expect(opened.damaged).to.deep.equal([]);
              expect(await found(opened)).to.deep.equal({ business: ids, tokens: [true, true, true, false] });
            });
        }),
      );

    it(
      'is built without an account that is damaged, which is named',
      test(async (stage) => {
        const [one, two, three] = await using(stage.open(), async (opened) => {
          const ids = await fill(opened);
          await opened.forgetIndex();
          await opened.damageAccount(ids[1] as AccountId);
          return ids;
        });
        await using(stage.open(), async (opened) => {
          expect(opened.damaged.map(({ what }) => what).join()).to.match(
            new RegExp(`accounts.*\\b${two}\\b|\\b${two}\\b.*accounts`),
          );
          expect(opened.damaged).to.have.length(1);
          expect(await found(opened)).to.deep.equal({ business: [one, three], tokens: [true, false, true, false] });
        });
      }),
    );

    it(
      'is built again under another key where its own is damaged',
      test(async (stage) => {
        await using(stage.open(), async (opened) => {
          await fill(opened);
          await opened.damageTokenKey();
        });
        await using(stage.open(), async (opened) => {
          expect(opened.damaged).to.have.length(1);
          expect((await found(opened)).tokens).to.deep.equal([true, true, true, false]);
        });
        await using(stage.open(), async (opened) => {
          expect(opened.damaged).to.deep.equal([]);
          expect((await found(opened)).tokens).to.deep.equal([true, true, true, false]);
        });
      }),
    );

    it(
      'stays where a key is set over it, and its own key is sealed then',
      test(async (stage) => {
        const before = await using(stage.open(), async (opened) => {
          await fill(opened);
          return opened.stored();
        });
        const key = randomBytes(32);
        await using(stage.open(key), async (opened) => {
          expect((await found(opened)).tokens).to.deep.equal([true, true, true, false]);
          const after = await opened.stored();
          // Whatever was in the clear and looks random: the key of the index is among it.
          const random = before.match(/(?<=")[A-Za-z0-9_-]{43}(?=")/g) ?? [];
          const kept = random.filter((text) => after.includes(text));
          expect(random.length).to.be.above(kept.length);
          expect(after).to.not.match(/marked/);
        });
        await using(stage.open(key), async (opened) =>
          expect((await found(opened)).tokens).to.deep.equal([true, true, true, false]),
        );
      }),
    );

    it(
      'loses nothing where a key is set over a damaged account: the others are sealed, it stays and is named each time',
      test(async (stage) => {
        const [, two] = await using(stage.open(), async (opened) => {
          const ids = await fill(opened);
          await opened.damageAccount(ids[1] as AccountId);
          return ids;
        });
        const key = randomBytes(32);
        for (let time = 0; time < 2; time += 1)
          await using(stage.open(key), async (opened) => {
            expect(opened.damaged).to.have.length(1);
            expect(opened.damaged[0]?.what).to.match(new RegExp(`\\b${two}\\b`));
            const { items, damaged } = await right(opened.accounts.list);
            expect(items.map(({ whatsapp }) => whatsapp.appSecret)).to.deep.equal(['marked-1', 'marked-3']);
            expect(damaged).to.have.length(1);
            expect(await opened.stored()).to.not.match(/marked-[13]/);
          });
      }),
    );

    it(
      'costs no other account anything where a sealed secret is damaged',
      test(async (stage) => {
        const key = randomBytes(32);
        await using(stage.open(key), async (opened) => {
          const [one, two, three] = await fill(opened);
          await opened.damageSecret(two as AccountId);
          const { items, damaged } = await right(opened.accounts.byBusinessAccountIds(['900'], allAtOnce));
          expect(items.map(({ id }) => id)).to.deep.equal([one, three]);
          expect(damaged[0]?.what).to.match(new RegExp(`\\b${two}\\b`));
          const secrets = await right(opened.accounts.appSecrets(allAtOnce));
          expect(secrets.items).to.deep.equal([
            { accountId: one, secret: 'marked-1' },
            { accountId: three, secret: 'marked-3' },
          ]);
          expect(secrets.damaged[0]?.what).to.match(new RegExp(`\\b${two}\\b`));
          expect(secrets.damaged[0]?.what).to.not.match(/marked/);
          const needed = opened.accounts.byId(two as AccountId)();
          expect(await needed.catch((error: unknown) => error)).to.be.instanceOf(Error);
          expect(await whole(opened.accounts.byPhoneNumberIds(['101', '103']))).to.have.length(2);
        });
      }),
    );
  });
};
