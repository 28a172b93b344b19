import { expect } from 'chai';
import { type Account } from '../../src/domain/model/account/account.js';
import { whole } from '../contracts/support.js';
import { optedOutSinceBy } from '../support/consent.js';
import { call, json } from '../support/http-client.js';
import { makeDatabase, withMongodb } from '../support/mongodb/database.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { receivedBy } from '../support/sandbox-list.js';
import { errorCode, postMedia, sentData } from '../support/send.js';
import { until } from '../support/until.js';
import { contactsOf } from '../support/list-contacts.js';

/** A person as `POST /sandbox/people` answers. */
interface Person {
  readonly phone: string | null;
  readonly user_id: string;
}

const suite = (
  store: string,
  open: () => Promise<{ environment: Record<string, string>; drop: () => Promise<void> }>,
) => {
  describe(`people whose number is not known, in ${store}`, () => {
    let world: PostcardWorld;
    let drop: () => Promise<void>;
    let account: Account;
    let token: string;
    let people = 0;

    before(async () => {
      const { environment, drop: dropped } = await open();
      drop = dropped;
      world = await startPostcard({ environment, statusDelayMs: 1 });
    });
    beforeEach(async () => {
      account = await world.newAccount();
      token = await world.newToken(account.id, ['messages:send', 'messages:read']);
    });
    after(async () => {
      await world.close();
      await drop();
    });

    const send = async (fields: Record<string, string>, headers: Record<string, string> = {}) =>
      postMedia(
        { url: world.url, token },
        await multipartBody(
          { media_type: 'image', ...fields },
          { name: 'a.png', bytes: new Uint8Array(sample('png')) },
        ),
        headers,
      );
    const own = async (path: string, body: object): Promise<Record<string, unknown>> => {
      const headers = { 'content-type': 'application/json' };
      const answer = await call(world.sandboxUrl, { method: 'POST', path, headers, body: JSON.stringify(body) });
      expect(answer.status, Buffer.from(answer.body).toString('utf8')).to.equal(200);
      return json(answer);
    };
    /** A new person, who takes a user name: WhatsApp then shows no number of theirs. */
    const hiddenPerson = async (): Promise<{ phone: string; userId: string }> => {
      people += 1;
      const phone = `1415556${String(1_000 + people)}`;
      const person = (await own('/sandbox/people', { phone, username: `person.${people}` })) as unknown as Person;
      return { phone, userId: person.user_id };
    };
    const write = (from: string, text: string) =>
      own('/sandbox/inbound', { from, to_phone_number_id: account.whatsapp.phoneNumberId, text });
    const found = async (id: unknown) => {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await call(world.url, { method: 'GET', path: `/messages/${String(id)}`, headers });
      return json(answer)['data'] as Record<string, unknown>;
    };
    const untilRead = (id: unknown) =>
      until(`message ${String(id)} is read`, async () => {
        const message = await found(id);
        return message['status'] === 'read' ? message : undefined;
      });
    const contacts = () => whole(contactsOf(world.stores.contacts, account.id));
    const untilOptedOut = (number: string) =>
      until(`${number} has opted out`, async () =>
        (await optedOutSinceBy(world.stores, account, number)) === null ? undefined : true,
      );
    const isOptedOut = (fields: Record<string, string>) =>
      until(`nothing is sent to ${JSON.stringify(fields)}`, async () => {
        const answer = await send(fields);
        return answer.status === 200 ? undefined : errorCode(answer);
      });

    it('are sent to by their user id, and their statuses come back', async () => {
      const { phone, userId } = await hiddenPerson();
      const sent = sentData(await send({ user_id: userId }));
      expect(sent).to.include({ phone: null, user_id: userId, status: 'sent' });
      expect(await untilRead(sent.chat_message_id)).to.include({ phone: null, user_id: userId });
      const [received] = await receivedBy(world.sandboxUrl, phone);
      expect(received).to.include({ wamid: sent.message_id });
      expect((await contacts())[0]).to.deep.include({
        recipient: { phone: null, userId },
        username: `person.${people}`,
      });
    });

    it('are one contact, whether they are named by number, by id or by both, one after the other', async () => {
      const { phone, userId } = await hiddenPerson();
      const first = sentData(await send({ phone }));
      await untilRead(first.chat_message_id);
      const second = sentData(await send({ user_id: userId }));
      const third = sentData(await send({ phone, user_id: userId }));
      expect([second.contact_id, third.contact_id]).to.deep.equal([first.contact_id, first.contact_id]);
      expect(third).to.include({ phone, user_id: userId });
      expect(await contacts()).to.have.length(1);
    });

    it('are sent to once under one key, and are others under it with another id', async () => {
      const { userId } = await hiddenPerson();
      const headers = { 'idempotency-key': `key of ${userId}` };
      const sent = sentData(await send({ user_id: userId }, headers));
      const again = await send({ user_id: userId }, headers);
      expect(sentData(again)).to.deep.equal(sent);
      expect(again.headers['idempotency-replayed']).to.equal('true');
      expect(errorCode(await send({ user_id: `${userId}1` }, headers))).to.equal('IDEMPOTENCY_MISMATCH');
    });

    it('say STOP by their user id alone: they are sent nothing more, by number neither', async () => {
      const { phone, userId } = await hiddenPerson();
      await untilRead(sentData(await send({ phone })).chat_message_id);
      await write(userId, 'STOP');
      for (const fields of [{ phone }, { user_id: userId }, { phone, user_id: userId }])
        expect(await isOptedOut(fields)).to.equal('CONTACT_OPTED_OUT');
    });

    for (const isContact of [true, false])
      it(`change their number after a STOP: all of their ids are refused, ${isContact ? 'a contact or not' : 'though they are no contact'}`, async () => {
        people += 1;
        const [phone, moved] = [`1415557${String(1_000 + people)}`, `1415558${String(1_000 + people)}`];
        const { user_id: former } = (await own('/sandbox/people', { phone, username: null })) as unknown as Person;
        if (isContact) await untilRead(sentData(await send({ phone })).chat_message_id);
        await write(phone, 'STOP');
        await untilOptedOut(phone);
        const change = { phone, new_phone: moved, to_phone_number_id: account.whatsapp.phoneNumberId };
        const { user_id: userId } = (await own('/sandbox/people', change)) as unknown as Person;
        expect(userId).not.to.equal(former);
        await untilOptedOut(moved);
        for (const fields of [{ phone: moved }, { user_id: userId }, { phone }, { user_id: former }])
          expect(await isOptedOut(fields), JSON.stringify(fields)).to.equal('CONTACT_OPTED_OUT');
        expect(await contacts()).to.have.length(isContact ? 1 : 0);
      });

    it('are sent to by number where number and id are two contacts, with a word about it', async () => {
      const [one, other] = [await hiddenPerson(), await hiddenPerson()];
      const first = sentData(await send({ phone: one.phone }));
      sentData(await send({ user_id: other.userId }));
      const answer = await send({ phone: one.phone, user_id: other.userId });
      expect(sentData(answer)).to.include({ contact_id: first.contact_id, phone: one.phone });
      expect((json(answer)['meta'] as { warnings: string[] }).warnings.join()).to.contain('two contacts');
      expect(await receivedBy(world.sandboxUrl, other.phone)).to.have.length(1);
    });

    it('are not the contact of another id, nor of another account', async () => {
      const [one, other] = [await hiddenPerson(), await hiddenPerson()];
      const first = sentData(await send({ user_id: one.userId }));
      const wrong = await send({ user_id: other.userId, contact_id: String(first.contact_id) });
      expect([wrong.status, errorCode(wrong)]).to.deep.equal([404, 'NOT_FOUND']);
      const right = await send({ user_id: one.userId, contact_id: String(first.contact_id) });
      expect(sentData(right).contact_id).to.equal(first.contact_id);
      token = await world.newToken((await world.newAccount()).id);
      expect(sentData(await send({ user_id: one.userId })).contact_id).to.equal(1);
    });

    it('count as contacts, exactly, also when many name one of them in every way at once', async () => {
      account = await world.newAccount({ limits: { contacts: 1 } });
      token = await world.newToken(account.id, ['messages:send', 'messages:read']);
      const { phone, userId } = await hiddenPerson();
      const ways: Record<string, string>[] = [
        { phone, user_id: userId },
        { user_id: userId },
        { phone, user_id: userId },
      ];
      const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => send(ways[index % 3] ?? {})));
      const made = answers.filter(({ status }) => status === 200);
      expect(made.length).to.be.greaterThan(0);
      expect(new Set(made.map((answer) => sentData(answer).contact_id)).size).to.equal(1);
      expect(await contacts()).to.have.length(1);
      const over = await send({ user_id: (await hiddenPerson()).userId });
      expect(errorCode(over)).to.equal('FEATURE_LIMIT_EXCEEDED');
    });

    it('are found among the messages by their user id', async () => {
      const [one, other] = [await hiddenPerson(), await hiddenPerson()];
      const first = sentData(await send({ user_id: one.userId }));
      sentData(await send({ user_id: other.userId }));
      const headers = { authorization: `Bearer ${token}` };
      const path = `/messages?user_id=${one.userId}`;
      const { messages } = json(await call(world.url, { method: 'GET', path, headers }))['data'] as {
        messages: { chat_message_id: number }[];
      };
      expect(messages.map(({ chat_message_id: id }) => id)).to.deep.equal([first.chat_message_id]);
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
