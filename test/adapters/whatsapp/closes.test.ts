import { expect } from 'chai';
import { type MediaMode } from '../../../src/adapters/whatsapp/send/media-mode.js';
import { type SendOutcome } from '../../../src/domain/model/message/send-outcome.js';
import { answerOf, bodiesOf, type Cut } from '../../support/closes/closing-server.js';
import { describeEveryClose, type Trial } from '../../support/closes/every-close.js';
import { client, closeAll, expectUnknown, order } from './support.js';

/** An answer of Meta's, as long as asked for. */
const accepted = (id: string, padding = 0): Buffer =>
  Buffer.from(JSON.stringify({ padding: 'x'.repeat(padding), messages: [{ id: `wamid.${id}` }], id }));

const bodies = { small: accepted('1'), large: accepted('1', 200_000) };

/** No part of an answer is JSON, and the whole of it needs no other sign of its end. */
const wholeOrBroken = (cut: Cut): readonly (Buffer | 'broken')[] => {
  const { answer, at } = cut;
  if (at < answer.bytes.length) return ['broken'];
  return [answer.body, ...bodiesOf(cut)];
};

/** WhatsApp's answers are read as they come, by Postcard itself. */
const readers = { fast: (bytes: AsyncIterable<Uint8Array>) => bytes };

const sendTo = async ({ server }: Trial, mode: MediaMode): Promise<SendOutcome> => {
  const { send, close } = client(`http://127.0.0.1:${server.port}`, { mode, budget: { firstPauseMs: 0 } });
  try {
    return await send(order());
  } finally {
    await close();
  }
};

describe('A send bears that WhatsApp closes', () => {
  afterEach(closeAll);

  describe('within its answer to the message', () => {
    const read = async (trial: Trial): Promise<Buffer | 'broken'> => {
      trial.server.next(trial.cut);
      const outcome = await sendTo(trial, 'link');
      if (outcome._tag === 'Accepted') return trial.cut.answer.body;
      expectUnknown(outcome);
      return 'broken';
    };
    describeEveryClose({ read, bodies, readers, expected: wholeOrBroken });
  });

  describe('within its answer to an upload, which is made again', () => {
    const read = async (trial: Trial): Promise<Buffer | 'broken'> => {
      const whole = answerOf('length', accepted('2'));
      let asked = 0;
      const counted = (cut: Cut) => () => {
        asked += 1;
        return cut;
      };
      trial.server.next(counted(trial.cut));
      for (let i = 0; i < 2; i += 1)
        trial.server.next(counted({ answer: whole, at: whole.bytes.length, closing: 'end' }));
      const outcome = await sendTo(trial, 'upload');
      trial.server.forget();
      expect(outcome).to.deep.include({ _tag: 'Accepted', wamid: 'wamid.2' });
      return asked === 2 ? trial.cut.answer.body : 'broken';
    };
    describeEveryClose({ read, bodies, readers, expected: wholeOrBroken, sparsely: true });
  });
});
