import { expect } from 'chai';
import { type Account } from '../../src/domain/model/account/account.js';
import { callbackDataOf } from '../../src/domain/model/message/callback-data.js';
import { type ChatMessageId } from '../../src/domain/model/message/opened-message.js';
import { FORMER_ID, inPlace, USER_ID, values, withoutNumbers } from '../adapters/whatsapp/webhook/bodies.js';
import { some } from '../contracts/support.js';
import { makeDatabase, withMongodb } from '../support/mongodb/database.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { postSigned } from '../support/signed-webhook.js';
import { errorCode, postMedia, sentData } from '../support/send.js';

const SECRET = 'secret of the account';

/** Values of the corpus that report another user id of the person. */
const changes = [
  'another number',
  'another user id',
  'an update of a user id',
  'an update of a user id without a list or a phone number',
] as const;

/** A STOP of a person who shows a user id, and no other id. */
const stopBy = (userId: string, instead: unknown): object => ({
  metadata: { phone_number_id: '106540352242922' },
  contacts: [{ profile: { name: 'Zoë' }, wa_id: instead, user_id: userId }],
  messages: [
    {
      from: instead,
      from_user_id: userId,
      id: 'wamid.stop',
      timestamp: '1795435200',
      type: 'text',
      text: { body: 'STOP' },
    },
  ],
});

const suite = (
  store: string,
  open: () => Promise<{ environment: Record<string, string>; drop: () => Promise<void> }>,
) => {
  describe(`webhooks without numbers, in ${store}`, () => {
    let world: PostcardWorld;
    let drop: () => Promise<void>;
    let account: Account;
    let token: string;
    let accounts = 0;

    before(async () => {
      const { environment, drop: dropped } = await open();
      drop = dropped;
      world = await startPostcard({ environment });
    });
    beforeEach(async () => {
      accounts += 1;
      account = await world.newAccount({
        whatsapp: { appSecret: SECRET, businessAccountId: String(102_290_129_340_000 + accounts) },
      });
      token = await world.newToken(account.id);
    });
    after(async () => {
      await world.close();
      await drop();
    });

    const send = async (userId = USER_ID) =>
      postMedia(
        { url: world.url, token },
        await multipartBody(
          { user_id: userId, media_type: 'image' },
          { name: 'a.png', bytes: new Uint8Array(sample('png')) },
        ),
      );
    /** Posts a value of the corpus as this account's, with other texts in the place of some of its own. */
    const notify = async (value: object, instead: Readonly<Record<string, string>> = {}): Promise<void> => {
      const texts = { '"106540352242922"': JSON.stringify(account.whatsapp.phoneNumberId), ...instead };
      const text = JSON.stringify({
        object: 'whatsapp_business_account',
        entry: [{ id: account.whatsapp.businessAccountId, changes: [{ field: 'messages', value }] }],
      });
      const body = Object.entries(texts).reduce((whole, [from, to]) => whole.replaceAll(from, to), text);
      expect(await postSigned(world.url, body, SECRET)).to.equal(200);
    };

    for (const [what, instead] of Object.entries(inPlace)) {
      for (const [word, state] of [
        ['sent', 'sent'],
        ['delivered', 'delivered'],
        ['read', 'played'],
        ['failed', 'failed'],
      ] as const)
        for (const by of ['mark', 'wamid'] as const)
          it(`lead to the message by its ${by}: ${word}, with ${what} for a number`, async () => {
            const id = sentData(await send())['chat_message_id'] as ChatMessageId;
            const message = await some(world.stores.messages.byId(account.id, id));
            const wamid = 'wamid' in message ? (message.wamid ?? '') : '';
            const mark = by === 'mark' ? callbackDataOf(message) : '';
            const words = Object.fromEntries(
              ['sent', 'read', 'played', 'delivered', 'failed'].map((one) => [`"wamid.${one}"`, JSON.stringify(wamid)]),
            );
            await notify(withoutNumbers(values[word] ?? {}, instead), { 'postcard:7:42:aB3-_9zQ': mark, ...words });
            expect((await some(world.stores.messages.byId(account.id, id))).state).to.equal(state);
          });

      for (const kind of ['text', 'button'])
        it(`lead a STOP to its person: ${kind}, with ${what} for a number`, async () => {
          sentData(await send());
          await notify(withoutNumbers(values[kind] ?? {}, instead));
          expect(errorCode(await send())).to.equal('CONTACT_OPTED_OUT');
        });

      for (const change of changes)
        for (const order of ['STOP first', 'the change first'] as const)
          for (const isContact of [true, false])
            it(`keep the opt-out of ${isContact ? 'a contact' : 'a person who is no contact'}: ${change}, ${order}, with ${what} for a number`, async () => {
              if (isContact) sentData(await send(FORMER_ID));
              const stop = () => notify(stopBy(FORMER_ID, instead));
              const changed = () => notify(withoutNumbers(values[change] ?? {}, instead));
              for (const step of order === 'STOP first' ? [stop, changed] : [changed, stop]) await step();
              for (const userId of [FORMER_ID, USER_ID]) {
                const answer = await send(userId);
                expect([answer.status, errorCode(answer)], userId).to.deep.equal([403, 'CONTACT_OPTED_OUT']);
              }
            });
    }

    it('opt no person out by a change alone', async () => {
      for (const change of changes) await notify(withoutNumbers(values[change] ?? {}, undefined));
      for (const userId of [FORMER_ID, USER_ID]) sentData(await send(userId));
    });
  });
};

suite('LMDB', async () => ({ environment: {}, drop: async () => undefined }));

withMongodb(() => {
  suite('MongoDB', async () => {
    const { url, drop } = await makeDatabase();
    return { environment: { MONGODB_URL: url }, drop };
  });
});
