import { expect } from 'chai';
import { type Account } from '../../src/domain/model/account/account.js';
import { personHashes } from '../../src/domain/model/contact/person-hash.js';
import { hmacSha256 } from '../../src/kit/crypto/hmac.js';
import { escapedJson } from '../../src/sandbox/world/webhooks/webhook-body.js';
import { right, whole } from '../contracts/support.js';
import { makeDatabase, withMongodb } from '../support/mongodb/database.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { postSigned } from '../support/signed-webhook.js';
import { errorCode, postMedia, sentData } from '../support/send.js';
import { contactsOf } from '../support/list-contacts.js';

const SECRET = 'secret of the account';
const OPENED = Math.floor(Date.now() / 1_000);

const suite = (
  store: string,
  open: () => Promise<{ environment: Record<string, string>; drop: () => Promise<void> }>,
) => {
  describe(`consent in ${store}`, () => {
    let world: PostcardWorld;
    let drop: () => Promise<void>;
    let account: Account;
    let token: string;
    let said = 0;

    before(async () => {
      const { environment, drop: dropped } = await open();
      drop = dropped;
      world = await startPostcard({ environment });
    });
    beforeEach(async () => {
      account = await world.newAccount({ whatsapp: { appSecret: SECRET } });
      token = await world.newToken(account.id);
    });
    after(async () => {
      await world.close();
      await drop();
    });

    const send = async (phone: string) =>
      postMedia(
        { url: world.url, token },
        await multipartBody({ phone, media_type: 'image' }, { name: 'a.png', bytes: new Uint8Array(sample('png')) }),
      );
    const notify = async (value: object): Promise<void> => {
      const { phoneNumberId } = account.whatsapp;
      const change = { field: 'messages', value: { metadata: { phone_number_id: phoneNumberId }, ...value } };
      const body = escapedJson({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [change] }] });
      expect(await postSigned(world.url, body, SECRET)).to.equal(200);
    };
    /** Each word is said a second after the one before. */
    const say = (text: string, author: { from?: string; from_user_id?: string }): Promise<void> => {
      said += 1;
      return notify({
        messages: [{ ...author, type: 'text', text: { body: text }, timestamp: String(OPENED + said) }],
      });
    };
    const optedOut = async (phone: string): Promise<boolean> => {
      const answer = await send(phone);
      if (answer.status === 200) return false;
      expect(errorCode(answer)).to.equal('CONTACT_OPTED_OUT');
      return true;
    };
    const contactsMade = async () => (await whole(contactsOf(world.stores.contacts, account.id))).length;

    for (const [known, author] of [
      ['5511987654321', '551187654321'],
      ['551187654321', '5511987654321'],
      ['5491123456789', '541123456789'],
      ['5215512345678', '525512345678'],
    ] as const)
      it(`of ${known} is taken from ${author}: neither is sent to until a START`, async () => {
        sentData(await send(known));
        await say('STOP', { from: author });
        expect([await optedOut(known), await optedOut(author)]).to.deep.equal([true, true]);
        await say('START', { from: known });
        expect([await optedOut(known), await optedOut(author)]).to.deep.equal([false, false]);
      });

    it('of somebody who is no contact is kept: the first send is refused and makes none', async () => {
      await say('STOP', { from: '14155550177' });
      expect(await optedOut('+1 415 555 0177')).to.equal(true);
      expect(await contactsMade()).to.equal(0);
      await say('START', { from: '14155550177' });
      expect(await optedOut('14155550177')).to.equal(false);
      expect(await contactsMade()).to.equal(1);
    });

    it('is kept under a user id alone', async () => {
      await say('STOP', { from_user_id: 'US.13491208655302741918' });
      const hashes = personHashes(hmacSha256, account, { numbers: [], userIds: ['US.13491208655302741918'] });
      const kept = await right(world.stores.consents.of(account.id, hashes));
      expect([...kept.values()])
        .to.have.nested.property('[0].optedOutAt')
        .that.is.a('number');
    });

    it('of a person counts for the contact that WhatsApp shows to be that person', async () => {
      const { message_id: wamid } = sentData(await send('14155550178'));
      await say('STOP', { from: '14155550179' });
      expect(await optedOut('14155550178')).to.equal(false);
      await notify({
        statuses: [{ id: wamid, status: 'sent', timestamp: String(OPENED), recipient_id: '14155550179' }],
      });
      expect(await optedOut('14155550178')).to.equal(true);
    });

    it('of one account is not that of another', async () => {
      await say('STOP', { from: '14155550180' });
      expect(await optedOut('14155550180')).to.equal(true);
      token = await world.newToken((await world.newAccount()).id);
      expect(await optedOut('14155550180')).to.equal(false);
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
