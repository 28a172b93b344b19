import { expect } from 'chai';
import { type Tokens } from '../../src/domain/ports/tokens.js';
import { isLive, scopes, type Token } from '../../src/domain/model/account/token.js';
import { ACME, none, NOW, on, type Open, OTHER, right, some, times, whole } from './support.js';

const hashOf = (index: number): string => index.toString(16).padStart(64, '0');

const token = (index: number, more: Partial<Omit<Token, 'id'>> = {}): Omit<Token, 'id'> => ({
  accountId: ACME,
  name: `token ${index}`,
  scopes: ['messages:send'],
  hash: hashOf(index),
  lastFour: 'wxyz',
  createdAt: NOW,
  expiresAt: null,
  revokedAt: null,
  ...more,
});

/** A store for these tests, whose records a test may damage. */
export interface TokensStage {
  readonly tokens: Tokens;
  readonly damageToken: (hash: string) => Promise<void>;
}

/** What the port `Tokens` promises. */
export const tokensContract = (name: string, open: Open<TokensStage>): void => {
  const test = on(open);

  describe(`Tokens: ${name}`, () => {
    it(
      'keeps a token with all that is said of it, under an id of its own',
      test(async ({ tokens }) => {
        const said = token(1, { name: 'ci ✉', scopes, expiresAt: NOW + 1 });
        const made = await right(tokens.create(said));
        expect(made).to.deep.equal({ ...said, id: made.id });
        expect(made.id).to.be.a('string').and.not.equal('');
        expect(await some(tokens.byHash(said.hash))).to.deep.equal(made);
      }),
    );

    it(
      'knows no token by any other text',
      test(async ({ tokens }) => {
        await right(tokens.create(token(1)));
        for (const hash of [hashOf(2), hashOf(1).slice(0, 63), hashOf(1).toUpperCase() + 'X', '__proto__', '$ne', 'é'])
          await none(tokens.byHash(hash));
      }),
    );

    it(
      'finds tokens that are expired or revoked, too: whether they are live is judged elsewhere',
      test(async ({ tokens }) => {
        const expired = await right(tokens.create(token(1, { expiresAt: NOW - 1 })));
        const revoked = await right(tokens.create(token(2)));
        await some(tokens.revoke(revoked.id, NOW));
        for (const { hash } of [expired, revoked]) expect(isLive(await some(tokens.byHash(hash)), NOW)).to.equal(false);
      }),
    );

    it(
      'shows a revocation in the next look-up, and keeps the time of the first',
      test(async ({ tokens }) => {
        const made = await right(tokens.create(token(1)));
        const revoked = await some(tokens.revoke(made.id, NOW + 5));
        expect(revoked).to.deep.equal({ ...made, revokedAt: NOW + 5 });
        expect(await some(tokens.revoke(made.id, NOW + 9))).to.deep.equal(revoked);
        expect(await some(tokens.byHash(made.hash))).to.deep.equal(revoked);
        expect(await whole(tokens.list(ACME))).to.deep.equal([revoked]);
      }),
    );

    it(
      'revokes nothing where there is no such token, whatever the id looks like',
      test(async ({ tokens }) => {
        const made = await right(tokens.create(token(1)));
        for (const id of [
          '',
          '0',
          'x',
          `${made.id}0`,
          `${made.id} `,
          '../1',
          '__proto__',
          '{"$gt":""}',
          '9'.repeat(400),
        ])
          await none(tokens.revoke(id, NOW));
        expect(await some(tokens.byHash(made.hash))).to.deep.equal(made);
      }),
    );

    it(
      'lists the tokens of one account only, oldest first',
      test(async ({ tokens }) => {
        const mine = [];
        for (const index of times(12, (at) => at)) {
          mine.push(await right(tokens.create(token(index, { createdAt: NOW + index }))));
          await right(tokens.create(token(100 + index, { accountId: OTHER, createdAt: NOW + index })));
        }
        expect(await whole(tokens.list(ACME))).to.deep.equal(mine);
        expect(await whole(tokens.list(OTHER))).to.have.length(12);
      }),
    );

    it(
      'leaves a damaged token out of the list, names it without its hash, and serves the others',
      test(async ({ tokens, damageToken }) => {
        const made = [];
        for (const index of times(3, (at) => at)) made.push(await right(tokens.create(token(index))));
        await damageToken(hashOf(1));
        const { items, damaged } = await right(tokens.list(ACME));
        expect(items).to.deep.equal([made[0], made[2]]);
        expect(damaged).to.have.length(1);
        expect(damaged[0]?.what).to.match(/tokens/);
        expect(await some(tokens.byHash(hashOf(2)))).to.deep.equal(made[2]);
        expect(await Promise.resolve(tokens.byHash(hashOf(1))()).catch((error: unknown) => error)).to.be.instanceOf(
          Error,
        );
        expect((await right(tokens.create(token(7)))).id).to.not.be.oneOf(made.map(({ id }) => id));
      }),
    );

    it(
      'gives different ids to tokens that are made at once',
      test(async ({ tokens }) => {
        const made = await Promise.all(times(20, (index) => right(tokens.create(token(index)))));
        expect(new Set(made.map(({ id }) => id)).size).to.equal(20);
        expect(await whole(tokens.list(ACME))).to.have.length(20);
      }),
    );
  });
};
