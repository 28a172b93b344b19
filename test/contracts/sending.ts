import { expect } from 'chai';
import { nothingShown } from '../../src/domain/model/contact/shown-person.js';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import fc from 'fast-check';
import { parseCallbackData } from '../../src/domain/model/message/callback-data.js';
import { type Message } from '../../src/domain/model/message/message.js';
import { type ChatMessageId } from '../../src/domain/model/message/opened-message.js';
import { type StatusReport } from '../../src/domain/model/message/status-report.js';
import { type ConsentRecords } from '../../src/domain/ports/consent-records.js';
import { type Contacts } from '../../src/domain/ports/contacts.js';
import { type Messages } from '../../src/domain/ports/messages.js';
import { type SendMediaAnswer } from '../../src/domain/use-cases/send-media-message/call.js';
import { makeSendMediaMessage } from '../../src/domain/use-cases/send-media-message/send-media-message.js';
import { DAY } from '../../src/domain/model/time.js';
import { sayWord } from '../support/consent.js';
import { callOf, fieldsOf, picture } from '../support/calls.js';
import { account, happyPorts, NOW } from '../support/happy-ports.js';
import { makeWhatsApp } from '../../src/adapters/whatsapp/send/whatsapp.js';
import { skippingTime } from '../kit/time/skipping-time.js';
import {
  accept,
  closeAll,
  graph,
  type GraphExchange,
  graphError,
  json,
  memoryHandles,
  patientBudget,
} from '../adapters/whatsapp/support.js';
import { on, type Open, right, some } from './support.js';

interface SendingStage {
  readonly messages: Messages;
  readonly contacts: Contacts;
  readonly consents: ConsentRecords;
  /** The same store as another process has it open. */
  readonly elsewhere: Messages;
}

/**
 * What happens to a message before WhatsApp answers a call: a status of it, an opt-out, another server's start, or the
 * end of its lease, as after a jump of the clock.
 */
type Event = 'sent' | 'delivered' | 'read' | 'failed for now' | 'failed for good' | 'stop' | 'restart' | 'lease ends';

/** `cut`: WhatsApp may have the message, and its answer is lost. */
type Answer = 'accepted' | 'for now' | 'for good' | 'cut';

interface Call {
  readonly before: readonly Event[];
  readonly answer: Answer;
}

/** The statuses of one message as WhatsApp may report them, in any order. */
const statuses = fc.constantFrom<readonly Event[]>(
  [],
  ['sent'],
  ['sent', 'delivered'],
  ['delivered', 'sent', 'read'],
  ['read'],
  ['failed for now'],
  ['sent', 'failed for now'],
  ['failed for good'],
);

const events: fc.Arbitrary<readonly Event[]> = fc
  .tuple(statuses, fc.subarray<Event>(['stop', 'restart', 'lease ends']))
  .chain(([told, others]) => fc.shuffledSubarray([...told, ...others], { minLength: told.length + others.length }));

/** Most calls are answered with nothing else happening, so that retries are reached. */
const calls: fc.Arbitrary<readonly Call[]> = fc.array(
  fc.record({
    before: fc.oneof({ weight: 2, arbitrary: fc.constant<readonly Event[]>([]) }, { weight: 1, arbitrary: events }),
    answer: fc.constantFrom<Answer[]>('for now', 'for now', 'accepted', 'for good', 'cut'),
  }),
  { minLength: 1, maxLength: 4 },
);

/** A stand-in for WhatsApp that goes by a script, and accepts what is not in it. */
const scripted = async (stage: SendingStage, script: readonly Call[]) => {
  const made: Call[] = [];
  /** Calls that came although an earlier event forbids them. */
  let forbidden = 0;
  const happen = async (event: Event, { seen, number }: GraphExchange): Promise<void> => {
    const body = JSON.parse(seen.body.toString()) as { readonly biz_opaque_callback_data: string };
    const mark = parseCallbackData(body.biz_opaque_callback_data);
    if (mark === null) throw new TypeError('the message has no mark');
    if (event === 'stop') {
      const { contactId } = await some(stage.messages.byId(account.id, mark.id));
      const accounts = { byId: () => TE.right(O.some(account)) };
      await sayWord({ ...stage, accounts }, account.id, contactId, { optedOut: true, at: NOW });
    } else if (event === 'restart') await right(stage.elsewhere.expire(NOW, true));
    else if (event === 'lease ends') await right(stage.elsewhere.expire(NOW + DAY, false));
    else await right(stage.messages.recordStatus(account.id, reportOf(event, mark.id, mark.nonce, number), NOW));
  };
  const server = await graph(async (exchange) => {
    if (made.some(({ before }) => before.length > 0)) forbidden += 1;
    const next = script[made.length] ?? { before: [], answer: 'accepted' };
    // A restart ends the sender, which then hears no answer.
    const call: Call = next.before.includes('restart') ? { ...next, answer: 'cut' } : next;
    made.push(call);
    for (const event of call.before) await happen(event, exchange);
    switch (call.answer) {
      case 'accepted':
        return accept(exchange.res, wamidOf(exchange.number));
      case 'for now':
        return json(exchange.res, 500, graphError(131000));
      case 'for good':
        return json(exchange.res, 400, graphError(131026));
      case 'cut':
        return exchange.req.socket.destroy();
    }
  });
  return { url: server.url, made, forbidden: () => forbidden };
};

const wamidOf = (call: number): string => `wamid.${call}`;

const others = ['stop', 'restart', 'lease ends'] as const;
type Other = (typeof others)[number];

const isStatus = (event: Event): boolean => !(others as readonly Event[]).includes(event);

const reportOf = (
  status: Exclude<Event, Other>,
  id: ChatMessageId,
  nonce: string | null,
  call: number,
): StatusReport => {
  const parts = { wamid: wamidOf(call), mark: { id, nonce }, shown: nothingShown, at: NOW };
  if (status !== 'failed for now' && status !== 'failed for good') return { ...parts, status };
  const failure = { error: 'no', outcome: 'not_sent', retryable: status === 'failed for now', whatsapp: null } as const;
  return { ...parts, status: 'failed', failure };
};

const isFailure = (event: Event): boolean => event === 'failed for now' || event === 'failed for good';

/**
 * Whether a status failed a message whose lease has ended. Then the status decides, and frees the key if the message may
 * be sent again. An answer that comes later changes neither.
 */
const isGivenUp = ({ before }: Call): boolean => before.includes('lease ends') && before.some(isFailure);

/** Whether WhatsApp has the message, or may have it, after these calls: then the same request must not send it again. */
const mayHaveIt = (made: readonly Call[]): boolean =>
  made.some(({ before, answer }) => {
    if (before.some(isFailure)) return answer === 'accepted' && !isGivenUp({ before, answer });
    return answer === 'accepted' || answer === 'cut' || before.some(isStatus);
  });

/** What a send comes to on a store, whatever happens meanwhile and in whatever order. */
export const sendingContract = (name: string, open: Open<SendingStage>): void => {
  describe(`Sending on ${name}`, () => {
    afterEach(closeAll);

    it('sends nothing twice, whatever statuses, answers, opt-outs and restarts come in whatever order', async () => {
      await fc.assert(
        fc.asyncProperty(calls, async (script) =>
          on(open)(async (stage) => {
            const server = await scripted(stage, script);
            const send = sender(stage, server.url);
            const first = await send();
            const calledFirst = server.made.length;
            expect(server.forbidden(), 'calls after an event').to.equal(0);

            const state = await right(stage.messages.byId(account.id, 1 as ChatMessageId));
            if (O.isSome(state)) expectTruth(first, state.value);
            const second = await send();
            const calledAgain = server.made.length > calledFirst;
            if (mayHaveIt(server.made.slice(0, calledFirst))) expect(calledAgain, 'sent twice').to.equal(false);
            if (E.isRight(first.result) && !server.made.some(isGivenUp))
              expect(second).to.deep.include({ replayed: true, result: first.result });
          })().finally(closeAll),
        ),
        { numRuns: 40 },
      );
    });
  });
};

/** The answer of a send and its record say the same. */
const expectTruth = ({ result }: SendMediaAnswer, message: Message): void => {
  if (E.isRight(result)) {
    expect(message.outcome === 'accepted' || message.state !== 'failed').to.equal(true);
    return;
  }
  if (result.left._tag !== 'SendFailed') return;
  expect(message.state).to.be.oneOf(['failed', 'unconfirmed']);
  // A caller that may try again finds its key free.
  if (result.left.failure.outcome === 'not_sent')
    expect(message.key === null, 'the key').to.equal(result.left.failure.retryable);
};

const sender = ({ messages, contacts, consents }: SendingStage, apiUrl: string) => {
  const { ports } = happyPorts();
  const never = new AbortController().signal;
  const whatsapp = makeWhatsApp({
    apiUrl,
    apiVersion: 'v25.0',
    mode: 'link',
    handles: memoryHandles(),
    clock: ports.clock,
    time: skippingTime((milliseconds) => milliseconds < patientBudget.connectMs),
    stopping: never,
    leaving: never,
    budget: patientBudget,
  });
  const send = makeSendMediaMessage({ ...ports, messages, contacts, consents, whatsapp });
  return () =>
    send({
      ...callOf([...fieldsOf({ phone: '+14155550123', media_type: 'image' }), picture()]),
      key: () => O.some('k'),
    });
};
