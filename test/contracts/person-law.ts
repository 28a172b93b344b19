import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { defaultStopWords } from '../../src/domain/model/account/account.js';
import { type News } from '../../src/domain/model/message/news.js';
import { type SendOutcome } from '../../src/domain/model/message/send-outcome.js';
import { SECOND } from '../../src/domain/model/time.js';
import { type ConsentRecords } from '../../src/domain/ports/consent-records.js';
import { type Contacts } from '../../src/domain/ports/contacts.js';
import { type Messages } from '../../src/domain/ports/messages.js';
import { type SendOrder } from '../../src/domain/ports/whatsapp.js';
import { makeRecordStatus } from '../../src/domain/use-cases/record-status/record-status.js';
import { makeSendMediaMessage } from '../../src/domain/use-cases/send-media-message/send-media-message.js';
import { shown } from '../support/any-contact.js';
import { callOf, fieldsOf, picture } from '../support/calls.js';
import { account as plain, happyPorts, NOW } from '../support/happy-ports.js';
import { on, type Open, right } from './support.js';

export interface PersonStage {
  readonly messages: Messages;
  readonly contacts: Contacts;
  readonly consents: ConsentRecords;
}

/** The ids of one person: they change their number, and get another user id with it. */
const ids = {
  n1: '14155550001',
  n2: '14155550002',
  u1: 'US.1001',
  u2: 'US.1002',
  p1: 'US.ENT.7001',
  m1: '14155550008',
  v1: 'US.2001',
} as const;
type Id = keyof typeof ids;
const isNumber = (id: Id): boolean => id.startsWith('n') || id.startsWith('m');

/** What may happen, in any order, and more than once. Ids that are shown together are the person's. */
type Happening =
  | { readonly _tag: 'Send'; readonly to: readonly Id[] }
  /** A status of the last message. */
  | { readonly _tag: 'Status'; readonly shows: readonly Id[]; readonly at: number }
  | { readonly _tag: 'Stop'; readonly from: readonly Id[] }
  | { readonly _tag: 'Hello'; readonly from: readonly Id[]; readonly at: number }
  | { readonly _tag: 'Change'; readonly former: readonly Id[]; readonly current: readonly Id[]; readonly at: number };

const anyAt = fc.integer({ min: 0, max: 20 });
const of = (...choices: (readonly Id[])[]): fc.Arbitrary<readonly Id[]> => fc.constantFrom(...choices);
const wrote = of(['n1', 'u1'], ['u1'], ['n2', 'u2'], ['u2'], ['n1'], ['u1', 'p1']);

const send = fc.record({
  _tag: fc.constant('Send' as const),
  to: of(['n1'], ['u1'], ['n2'], ['u2'], ['n1', 'u1'], ['p1'], ['n2', 'u1']),
});
const status = fc.record({
  _tag: fc.constant('Status' as const),
  shows: of(['n1', 'u1'], ['u1'], ['u2'], ['n2', 'u2'], ['u1', 'p1'], []),
  at: anyAt,
});
const stop = fc.record({ _tag: fc.constant('Stop' as const), from: wrote });
const hello = fc.record({ _tag: fc.constant('Hello' as const), from: wrote, at: anyAt });
const change = fc
  .constantFrom<readonly [readonly Id[], readonly Id[]]>(
    [['n1'], ['n2', 'u2']],
    [['u1'], ['u2']],
    [['n1', 'u1'], ['u2']],
    [['u1'], ['n2', 'u2']],
    [['u2'], ['u1']],
  )
  .chain(([former, current]) => anyAt.map((at) => ({ _tag: 'Change' as const, former, current, at })));

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: send },
  { weight: 3, arbitrary: status },
  { weight: 2, arbitrary: stop },
  { weight: 2, arbitrary: hello },
  { weight: 3, arbitrary: change },
);

/** What WhatsApp reports. */
const hearing: fc.Arbitrary<Happening> = fc.oneof(status, hello, change);

const written = (some: readonly Id[]) => {
  const find = (wanted: (id: Id) => boolean): string | null => {
    const id = some.find(wanted);
    return id === undefined ? null : ids[id];
  };
  return {
    number: find(isNumber),
    userId: find((id) => id.startsWith('u') || id.startsWith('v')),
    parent: find((id) => id.startsWith('p')),
  };
};
const person = (some: readonly Id[]) => {
  const { number, userId, parent } = written(some);
  return shown({ waId: number, userId, parentUserId: parent });
};

/** What anybody may know who has seen all of it: which ids are one person's, and which of them said STOP. */
const knowledge = () => {
  let groups: Set<Id>[] = [];
  const stopped = new Set<Id>();
  const groupOf = (id: Id): Set<Id> => groups.find((group) => group.has(id)) ?? new Set([id]);
  return {
    join: (some: readonly Id[]): void => {
      const all = new Set(some.flatMap((id) => [...groupOf(id)]));
      groups = [...groups.filter((group) => ![...group].some((id) => all.has(id))), all];
    },
    stop: (some: readonly Id[]): void => some.forEach((id) => stopped.add(id)),
    isStopped: (id: Id): boolean => [...groupOf(id)].some((other) => stopped.has(other)),
  };
};

const world = (stage: PersonStage) => {
  const { ports } = happyPorts();
  const account = { ...plain, stopWords: defaultStopWords };
  const known = knowledge();
  const contacts = new Set<Id>();
  let sent: { readonly wamid: string; readonly to: readonly Id[] } | null = null;
  let messages = 0;
  let clock = 100;

  /** Accepts what is sent, and shows in its answer what WhatsApp does. */
  const accept = async ({ to: { phone, userId } }: SendOrder): Promise<SendOutcome> => ({
    _tag: 'Accepted',
    wamid: `wamid.${(messages += 1)}`,
    shown: phone === null ? shown({ userId: userId?.includes('ENT') ? null : userId }) : shown({ waId: phone }),
    at: NOW,
  });
  const send = makeSendMediaMessage({
    ...ports,
    ...stage,
    whatsapp: { send: (order) => () => accept(order) },
  });
  const record = makeRecordStatus({ ...stage, hmac: ports.hmac, clock: ports.clock });
  const hear = async (...news: readonly News[]): Promise<void> => void (await right(record(account, news)));

  const sendTo = async (to: readonly Id[]): Promise<'sent' | 'opted out'> => {
    const { number, userId, parent } = written(to);
    const fields = { media_type: 'image', phone: number ?? '', user_id: userId ?? parent ?? '' };
    const { result } = await send(callOf([...fieldsOf(fields), picture()]));
    if (E.isRight(result)) {
      sent = { wamid: String(result.right.messageId), to };
      return 'sent';
    }
    if (result.left._tag === 'ContactOptedOut') return 'opted out';
    return expect.fail(JSON.stringify(result.left));
  };

  const happen = async (one: Happening): Promise<void> => {
    clock += 1;
    switch (one._tag) {
      case 'Send': {
        const mustNot = one.to.some(known.isStopped);
        const answer = await sendTo(one.to);
        if (mustNot) expect(answer, `a send to ${one.to.join(' and ')}`).to.equal('opted out');
        // A contact never loses its phone.
        if (answer === 'sent' && one.to.length === 1) one.to.filter(isNumber).forEach((id) => contacts.add(id));
        return;
      }
      case 'Status': {
        if (sent === null) return;
        await hear({
          _tag: 'Status',
          report: {
            wamid: sent.wamid,
            mark: null,
            status: 'delivered',
            shown: person(one.shows),
            at: NOW + one.at * SECOND,
          },
        });
        // A message goes to the number where it was given both.
        return known.join([...sent.to.slice(0, 1), ...one.shows]);
      }
      case 'Stop':
        await hear({ _tag: 'Inbound', message: { author: person(one.from), text: 'Stop', at: NOW + clock * SECOND } });
        known.stop(one.from);
        return known.join(one.from);
      case 'Hello':
        await hear({
          _tag: 'Inbound',
          message: { author: person(one.from), text: 'Hello', at: NOW + one.at * SECOND },
        });
        // Nothing is kept of somebody who is no contact.
        return one.from.some((id) => contacts.has(id)) ? known.join(one.from) : undefined;
      case 'Change':
        await hear({
          _tag: 'IdChange',
          change: { former: person(one.former), current: person(one.current), at: NOW + one.at * SECOND },
        });
        return known.join([...one.former, ...one.current]);
    }
  };
  return { happen, sendTo, known };
};

/** Another person, who never says STOP, and whose ids are in no report about the first. */
const strangers: readonly (readonly Id[])[] = [['m1'], ['v1'], ['m1', 'v1']];

const everyId = Object.keys(ids) as Id[];

/** The law of SPEC 5: who has said STOP is sent nothing more, by whatever id, and in whatever order all of it comes. */
export const personLaw = (name: string, open: Open<PersonStage>, runs: number): void => {
  describe(`a person who says STOP, on ${name}`, () => {
    it('is sent nothing more by any id that is known as theirs, in whatever order things happen', () =>
      fc.assert(
        fc.asyncProperty(fc.array(happening, { minLength: 2, maxLength: 10 }), (happenings) =>
          on(open)(async (stage) => {
            const { happen, known, sendTo } = world(stage);
            for (const one of happenings) await happen(one);
            for (const id of everyId.filter(known.isStopped)) expect(await sendTo([id]), id).to.equal('opted out');
            for (const to of strangers) expect(await sendTo(to), to.join()).to.equal('sent');
          })(),
        ),
        { numRuns: runs },
      ));

    it('is sent nothing more once all has been recorded that came at the same time', () =>
      fc.assert(
        fc.asyncProperty(fc.array(hearing, { minLength: 3, maxLength: 8 }), wrote, (happenings, from) =>
          on(open)(async (stage) => {
            const { happen, known, sendTo } = world(stage);
            await happen({ _tag: 'Send', to: ['n1'] });
            await Promise.all([...happenings, { _tag: 'Stop' as const, from }].map(happen));
            for (const id of everyId.filter(known.isStopped)) expect(await sendTo([id]), id).to.equal('opted out');
          })(),
        ),
        { numRuns: runs },
      ));
  });
};
