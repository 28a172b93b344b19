import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { unavailable } from '../../../src/domain/model/errors.js';
import { scopes, type TokenDraft, tokenAt } from '../../../src/domain/model/account/token.js';
import { issueToken } from '../../../src/domain/use-cases/issue-token.js';
import { ACME, left, NOW, right } from '../../contracts/support.js';

const request = { accountId: ACME, name: 'ci', scopes, expiresAt: () => null };

const stage = () => {
  const kept: TokenDraft[] = [];
  const issue = issueToken({
    tokens: {
      create: (draft) =>
        TE.rightIO(() => {
          kept.push(draft);
          return tokenAt(kept.length, draft);
        }),
    },
    digest: (text) => `digest of ${text}`,
    clock: { now: () => NOW },
    randomKey: () => `${kept.length}`.repeat(43),
  });
  return { issue, kept };
};

describe('issuing a token', () => {
  it('shows the secret once, and keeps its digest and last four characters', async () => {
    const { issue, kept } = stage();
    const { secret, token } = await right(issue(request));
    expect(secret).to.equal(`pc_${'0'.repeat(43)}`);
    expect(token).to.include({ id: 'tok_1_1', name: 'ci', lastFour: '0000', createdAt: NOW, revokedAt: null });
    expect(kept).to.have.length(1);
    expect(kept[0]?.hash).to.equal(`digest of ${secret}`);
    expect(JSON.stringify({ ...kept[0], hash: '' })).not.to.contain(secret);
  });

  it('gives each token a secret of its own', async () => {
    const { issue } = stage();
    expect((await right(issue(request))).secret).not.to.equal((await right(issue(request))).secret);
  });

  it('counts a scope that is named twice once, and grants none that was not named', async () => {
    const { issue } = stage();
    const { token } = await right(issue({ ...request, scopes: ['messages:read', 'messages:read'] }));
    expect(token.scopes).to.deep.equal(['messages:read']);
  });

  it('reckons the expiry from when the token is made', async () => {
    const { issue } = stage();
    const { token } = await right(issue({ ...request, expiresAt: (now) => now + 5 }));
    expect(token.expiresAt).to.equal(NOW + 5);
  });

  it('gives no secret where the store keeps no token', async () => {
    const issue = issueToken({
      tokens: { create: () => TE.left(unavailable('EIO')) },
      digest: (text) => text,
      clock: { now: () => NOW },
      randomKey: () => 'r'.repeat(43),
    });
    expect(await left(issue(request))).to.include({ _tag: 'Unavailable' });
  });
});
