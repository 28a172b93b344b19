import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { unavailable } from '../../../../src/domain/model/errors.js';
import { makeVerifyHandshake } from '../../../../src/domain/use-cases/receive-notification/verify-handshake.js';
import { left, right } from '../../../contracts/support.js';

const known = (...tokens: readonly string[]) => ({
  hasVerifyToken: (token: string) => TE.right(tokens.includes(token)),
});
const noSandbox = (): boolean => false;

describe('the handshake', () => {
  it('passes with the verify token of any account, and with no other', async () => {
    const verify = makeVerifyHandshake({ accounts: known('va', 'vo'), isSandboxToken: noSandbox });
    for (const token of ['va', 'vo']) expect(await right(verify(token))).to.equal(true);
    for (const token of ['', 'v', 'VA', 'null', 'sandbox']) expect(await right(verify(token))).to.equal(false);
  });

  it('passes with the sandbox’s token, whatever the store says', async () => {
    const accounts = { hasVerifyToken: () => TE.left(unavailable('EIO')) };
    const verify = makeVerifyHandshake({ accounts, isSandboxToken: (token) => token === 'sandbox' });
    expect(await right(verify('sandbox'))).to.equal(true);
    expect(await left(verify('va'))).to.include({ _tag: 'Unavailable' });
  });
});
