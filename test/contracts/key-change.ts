import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { type Account, type AccountId } from '../../src/domain/model/account/account.js';
import { type Accounts } from '../../src/domain/ports/accounts.js';
import { type Damaged } from '../../src/domain/ports/store.js';
import { on, type Open, right, some, NOW } from './support.js';

/** The keys of a process: the first one seals, both open. */
export type Keys = readonly [key: Uint8Array, old?: Uint8Array];

/** One opening of a store that stays when it is closed. */
export interface OpenedWithKeys {
  readonly accounts: Accounts;
  readonly damaged: readonly Damaged[];
  readonly damageSecret: (id: AccountId) => Promise<void>;
  /** All that is stored of accounts and of what they are found by, as text. */
  readonly stored: () => Promise<string>;
  readonly close: () => Promise<void>;
}

export interface KeyChangeStage {
  /** Opens the store as a command does. */
  readonly command: (...keys: Keys) => Promise<OpenedWithKeys>;
  /** Opens it as a server does. */
  readonly server: (...keys: Keys) => Promise<OpenedWithKeys>;
  /** Whether several processes may write at once while one is opened. In one process, two of LMDB wait for each other. */
  readonly forSeveralServers: boolean;
}

/** How a store goes from one key to another: never without a key that opens it, and never with one that does not. */
export const keyChangeContract = (name: string, open: Open<KeyChangeStage>): void => {
  const test = on(open);
  const [a, b, c] = [randomBytes(32), randomBytes(32), randomBytes(32)];

  const using = async <A>(
    opening: Promise<OpenedWithKeys>,
    work: (opened: OpenedWithKeys) => Promise<A>,
  ): Promise<A> => {
    const opened = await opening;
    try {
      return await work(opened);
    } finally {
      await opened.close();
    }
  };
  const faultOf = (opening: Promise<OpenedWithKeys>): Promise<string> =>
    using(opening, async () => 'none').catch((error: { fault?: { _tag: string }; message: string }) =>
      error.fault === undefined ? error.message : error.fault._tag,
    );
  const set = ({ accounts }: OpenedWithKeys, id: AccountId, mark: string): Promise<Account> =>
    some(
      accounts.change(
        id,
        {
          whatsapp: { accessToken: `EAA-${mark}`, appSecret: `app-${mark}`, verifyToken: `verify-${mark}` },
        },
        NOW,
      ),
    );
  const fill = async (opened: OpenedWithKeys, count = 3): Promise<readonly AccountId[]> => {
    const ids = [];
    for (let n = 1; n <= count; n += 1) {
      const { id } = await right(opened.accounts.create({ name: 'Acme', demo: false }, NOW));
      await set(opened, id, String(n));
      ids.push(id);
    }
    return ids;
  };
  /** The mark of each account whose secrets are all there; the verify token is looked up too. */
  const marks = async ({ accounts }: OpenedWithKeys): Promise<readonly string[]> =>
    Promise.all(
      (await right(accounts.list)).items.map(async ({ whatsapp, consentKey }) => {
        const mark = String(whatsapp.accessToken).replace('EAA-', '');
        const isFound = await right(accounts.hasVerifyToken(`verify-${mark}`));
        const isWhole = whatsapp.appSecret === `app-${mark}`;
        // A sealed key has another shape.
        const isKeyed = /^[\w-]{43}$/.test(consentKey);
        return isFound && isWhole && isKeyed ? mark : `${mark}, but not whole`;
      }),
    );
  const all = ['1', '2', '3'];

  describe(`The change of a key: ${name}`, () => {
    it(
      'opens with both keys, in either order',
      test(async ({ command, server }) => {
        await using(command(a), fill);
        for (const opening of [() => command(a, b), () => command(b, a), () => server(a, b), () => server(b, a)])
          expect(await using(opening(), marks)).to.deep.equal(all);
      }),
    );

    it(
      'opens with neither of two other keys, and loses nothing by it',
      test(async ({ command, server }) => {
        const stored = await using(command(a), async (opened) => (await fill(opened), opened.stored()));
        for (const opening of [command, server]) expect(await faultOf(opening(b, c))).to.equal('WrongKey');
        expect(await using(command(a), (opened) => opened.stored())).to.equal(stored);
      }),
    );

    it(
      'seals everything again when a server starts, and then needs the old key no more',
      test(async ({ command, server }) => {
        await using(command(a), fill);
        expect(await using(server(b, a), marks)).to.deep.equal(all);
        expect(await using(command(b), marks)).to.deep.equal(all);
        expect(await faultOf(command(a))).to.equal('WrongKey');
        expect(await using(server(b), marks)).to.deep.equal(all);
      }),
    );

    it(
      'seals nothing again for a command that only reads',
      test(async ({ command }) => {
        const stored = await using(command(a), async (opened) => (await fill(opened), opened.stored()));
        await using(command(b, a), marks);
        expect(await using(command(a), (opened) => opened.stored())).to.equal(stored);
      }),
    );

    it(
      'needs both keys once a command has sealed something with the new one, until a server has sealed the rest',
      test(async ({ command, server }) => {
        const [first = 1 as AccountId] = await using(command(a), fill);
        await using(command(b, a), (opened) => set(opened, first, 'new'));
        for (const opening of [command, server])
          for (const key of [a, b, c])
            expect(await faultOf(opening(key))).to.equal(key === c ? 'WrongKey' : 'SecondKeyMissing');
        for (const keys of [
          [a, b],
          [b, a],
        ] as const)
          expect(await using(command(...keys), marks)).to.deep.equal(['new', '2', '3']);
        expect(await using(server(b, a), marks)).to.deep.equal(['new', '2', '3']);
        expect(await using(server(b), marks)).to.deep.equal(['new', '2', '3']);
      }),
    );

    it(
      'goes back as it came, as often as one likes',
      test(async ({ command, server }) => {
        await using(server(a), fill);
        for (const keys of [
          [a, b],
          [b, a],
          [a, b],
          [b, a],
        ] as const)
          expect(await using(server(...keys), marks)).to.deep.equal(all);
        expect(await using(command(b), marks)).to.deep.equal(all);
        expect(await using(server(c, b), marks)).to.deep.equal(all);
        expect(await using(command(c), marks)).to.deep.equal(all);
      }),
    );

    it(
      'is harmless where both keys are the same',
      test(async ({ command, server }) => {
        await using(command(a), fill);
        expect(await using(server(a, a), marks)).to.deep.equal(all);
        expect(await using(server(a), marks)).to.deep.equal(all);
      }),
    );

    it(
      'encrypts a store that had no key, with the key that seals',
      test(async ({ command, server }) => {
        expect(await using(server(b, a), async (opened) => (await fill(opened), marks(opened)))).to.deep.equal(all);
        expect(await using(command(b), marks)).to.deep.equal(all);
      }),
    );

    it(
      'leaves a damaged account as it is, names it, and goes on without it',
      test(async ({ command, server }) => {
        await using(command(a), async (opened) => {
          const [, second] = await fill(opened);
          await opened.damageSecret(second as AccountId);
        });
        await using(server(b, a), async (opened) => {
          expect(opened.damaged.map(({ what }) => what)).to.have.length(1);
          expect(await marks(opened)).to.deep.equal(['1', '3']);
        });
        expect(await using(server(b), marks)).to.deep.equal(['1', '3']);
      }),
    );

    it(
      'lets others read and change accounts meanwhile, with the keys in either order',
      test(async ({ command, server, forSeveralServers }) => {
        if (!forSeveralServers) return;
        const ids = await using(command(a), fill);
        await using(command(a, b), async (others) => {
          let isOver = false;
          const writing = (async () => {
            for (let n = 0; !isOver || n < 5; n += 1)
              for (const id of ids) {
                await set(others, id, `${id}-${n}`);
                expect(await marks(others)).to.include(`${id}-${n}`);
              }
          })();
          const served = await server(b, a).finally(() => (isOver = true));
          await writing;
          expect(await marks(served)).to.deep.equal(await marks(others));
          await served.close();
          // What the others have sealed since still needs their key.
          expect(await faultOf(command(b))).to.equal('SecondKeyMissing');
        });
        expect(await using(server(b, a), marks)).to.have.length(3);
        expect(await using(server(b), marks)).to.have.length(3);
      }),
    );

    it(
      'stands two servers that start at once with the keys the other way round',
      test(async ({ command, server, forSeveralServers }) => {
        if (!forSeveralServers) return;
        const expected = await using(command(a), async (opened) => (await fill(opened, 40), marks(opened)));
        const opened = await Promise.all([server(a, b), server(b, a), server(a, b)]);
        for (const one of opened) expect(await marks(one)).to.deep.equal(expected);
        for (const one of opened) await one.close();
        for (const keys of [
          [a, b],
          [b, a],
        ] as const)
          expect(await using(command(...keys), marks)).to.deep.equal(expected);
        expect(await using(server(b, a), marks)).to.deep.equal(expected);
        expect(await using(server(b), marks)).to.deep.equal(expected);
      }),
    );
  });
};
