import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isHeld, takeHold } from '../../../../../src/adapters/stores/filesystem/server-lock/holder.js';
import { until } from '../../../../support/until.js';
import { type OpenRecords, openRecords } from './open-records.js';

const LOOK_EVERY = 20;

describe('the socket of a holder', () => {
  let environment: OpenRecords['environment'];
  let records: string;
  let sockets: OpenRecords['sockets'];
  let close: OpenRecords['close'];

  beforeEach(async () => ({ environment, records, sockets, close } = await openRecords()));
  afterEach(() => close());

  it('is made anew where something removed it, as often as it does, and goes at the end', async () => {
    const held = await takeHold(environment, LOOK_EVERY);
    if (E.isLeft(held)) throw new TypeError('held by another');
    const [name = ''] = await sockets();
    for (let round = 0; round < 3; round += 1) {
      await rm(join(records, name));
      await until('a new socket', async () => ((await sockets()).includes(name) ? true : undefined));
      expect(await isHeld(environment)).to.equal(true);
      expect(E.isLeft(await takeHold(environment))).to.equal(true);
    }
    await held.right.release();
    expect(await sockets()).to.deep.equal([]);
  });

  it('is not made where another folder lies at its path', async () => {
    const held = await takeHold(environment, LOOK_EVERY);
    if (E.isLeft(held)) throw new TypeError('held by another');
    await rename(records, `${records}-moved`);
    await mkdir(records);
    await setTimeout(5 * LOOK_EVERY);
    expect(await readdir(records)).to.deep.equal([]);
    await rm(records, { recursive: true });
    await rename(`${records}-moved`, records);
    await held.right.release();
  });
});
