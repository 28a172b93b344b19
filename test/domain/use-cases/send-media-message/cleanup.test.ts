import { expect } from 'chai';
import { makeCleanup } from '../../../../src/domain/use-cases/send-media-message/cleanup.js';

describe('the cleanup of a request', () => {
  it('gives back what was taken, the last first, one after the other', async () => {
    const cleanup = makeCleanup();
    const seen: string[] = [];
    for (const name of ['one', 'two', 'three'])
      cleanup.add(async () => {
        seen.push(`${name} begins`);
        await Promise.resolve();
        seen.push(`${name} ends`);
      });
    await cleanup.run();
    expect(seen).to.deep.equal(['three begins', 'three ends', 'two begins', 'two ends', 'one begins', 'one ends']);
  });

  it('gives each back once, and also what is added while it runs', async () => {
    const cleanup = makeCleanup();
    const seen: string[] = [];
    cleanup.add(() => {
      seen.push('first');
      cleanup.add(() => seen.push('late'));
    });
    await cleanup.run();
    await cleanup.run();
    expect(seen).to.deep.equal(['first', 'late']);
  });

  it('has nothing to do where nothing was taken', async () => {
    await makeCleanup().run();
  });
});
