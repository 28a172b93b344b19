import * as E from 'fp-ts/lib/Either.js';
import { DAY } from '../../model/time.js';
import { type Erasing } from '../../ports/erasing.js';
import { type Damaged, type Round, type Stored } from '../../ports/store.js';
import { type EraseContactPorts, eraseTraces } from '../contacts/erase-contact.js';

export interface RepeatErasingsPorts extends EraseContactPorts {
  readonly erasing: EraseContactPorts['erasing'] & Pick<Erasing, 'noted' | 'forget'>;
}

/** For how long an erasing is repeated: what was under way then has ended long before. */
export const REPEATED_FOR = DAY;

/**
 * Repeats the noted erasings: for what a send, a status or a delivery has written that was under way then, and for one
 * that a crash has cut. With `mayForget`, one that is old enough, and has nothing left that must wait, is repeated for
 * the last time. It ends early where `goOn` says so.
 */
export const repeatErasings =
  (ports: RepeatErasingsPorts, mayForget: boolean, goOn: () => boolean): Stored<Round> =>
  async () => {
    const { erasing, clock } = ports;
    const noted = await erasing.noted();
    if (E.isLeft(noted)) return noted;
    const lastBefore = clock.now() - REPEATED_FOR;
    const damaged: Damaged[] = [...noted.right.damaged];
    let count = 0;
    for (const erasure of noted.right.items) {
      if (!goOn()) break;
      const round = await eraseTraces(ports, erasure.accountId, erasure.contactId)();
      if (E.isLeft(round)) return round;
      count += round.right.count;
      damaged.push(...round.right.damaged);
      if (!mayForget || erasure.at > lastBefore || round.right.pending > 0) continue;
      const forgotten = await erasing.forget(erasure)();
      if (E.isLeft(forgotten)) return forgotten;
    }
    return E.right({ count, damaged });
  };
