import { setTimeout } from 'node:timers/promises';
import { type Document, Long, ObjectId } from 'mongodb';
import { type Hands, startWire } from './wire.js';

/** A replica set of one member in front of the test database, whose member can step down for a while. */
export interface FakeReplicaSet {
  readonly url: string;
  /** From now on there is no primary: commands are refused with this code. */
  readonly stepDown: (code: StepDownCode) => void;
  /** From now on the member is the primary again. */
  readonly elect: () => void;
  /** Refuses the next command with this code, though the member stays the primary: the election is over already. */
  readonly refuseOne: (code: StepDownCode) => void;
  /** Resolves when a client has been given the member's state once more. */
  readonly greeted: () => Promise<void>;
  /** How many commands were refused. */
  readonly refused: () => number;
  readonly close: () => Promise<void>;
}

/** The codes of a server that is not the primary, no longer or not yet. */
export const stepDownCodes = {
  91: 'ShutdownInProgress',
  189: 'PrimarySteppedDown',
  10107: 'NotWritablePrimary',
} as const;
export type StepDownCode = keyof typeof stepDownCodes;

/** How a client learns of a change: it asks at intervals, or the member tells it at once. */
export type Monitoring = 'asked' | 'telling';

const GREETINGS = ['hello', 'isMaster', 'ismaster'];

export const startReplicaSet = async (databaseUrl: string, monitoring: Monitoring): Promise<FakeReplicaSet> => {
  const processId = new ObjectId();
  let changes = 1;
  const telling: (() => void)[] = [];
  const greetings: (() => void)[] = [];
  let refusal: Document | null = null;
  let isDown = false;
  let refused = 0;

  const wire = await startWire(databaseUrl, async (command, hands) => {
    if (GREETINGS.includes(Object.keys(command)[0] ?? '')) return greet(command, hands);
    if (refusal !== null) {
      refused += 1;
      const answer = { ok: 0, errmsg: 'not primary', errorLabels: ['RetryableWriteError'], ...refusal };
      if (!isDown) refusal = null;
      return answer;
    }
    // The server behind is none of a set, and takes no numbers for repeated writes.
    const { txnNumber, ...rest } = command;
    return txnNumber === undefined ? hands.carryOut() : hands.carryOut(rest);
  });

  const greet = async ({ maxAwaitTimeMS, ...asked }: Document, hands: Hands): Promise<Document | null> => {
    if (maxAwaitTimeMS === undefined) {
      const answer = await hands.carryOut();
      greetings.splice(0).forEach((one) => one());
      return { ...answer, ...standing() };
    }
    const { topologyVersion: known, ...plain } = asked;
    const answer = await hands.carryOut(plain);
    for (let seen = Number((known as Document)['counter']); ; seen = changes) {
      if (seen === changes) await changeWithin(Number(maxAwaitTimeMS));
      if (!hands.answerOn({ ...answer, ...standing() })) return null;
      greetings.splice(0).forEach((one) => one());
    }
  };
  const changeWithin = async (milliseconds: number): Promise<void> => {
    const over = new AbortController();
    const change = new Promise<void>((resolve) => void telling.push(resolve));
    await Promise.race([change, setTimeout(milliseconds, null, { signal: over.signal, ref: false }).catch(() => null)]);
    over.abort();
  };
  const standing = (): Document => ({
    ismaster: !isDown,
    isWritablePrimary: !isDown,
    secondary: isDown,
    setName: 'rs0',
    setVersion: 1,
    hosts: [wire.address],
    me: wire.address,
    ...(isDown ? {} : { primary: wire.address }),
    logicalSessionTimeoutMinutes: 30,
    ...(monitoring === 'telling' ? { topologyVersion: { processId, counter: Long.fromNumber(changes) } } : {}),
  });
  const refuse = (code: StepDownCode): void => {
    refusal = { code, codeName: stepDownCodes[code] };
  };
  const change = (down: boolean): void => {
    isDown = down;
    changes += 1;
    telling.splice(0).forEach((one) => one());
  };

  const url = new URL(wire.url);
  url.search = '?replicaSet=rs0';
  return {
    url: url.href,
    stepDown: (code) => {
      refuse(code);
      change(true);
    },
    elect: () => {
      refusal = null;
      change(false);
    },
    refuseOne: refuse,
    greeted: () => new Promise((resolve) => void greetings.push(resolve)),
    refused: () => refused,
    close: wire.close,
  };
};
