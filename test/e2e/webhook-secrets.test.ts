import { optedOutSinceBy } from '../support/consent.js';
import { expect } from 'chai';
import { postSigned } from '../support/signed-webhook.js';
import { nothingShown } from '../../src/domain/model/contact/shown-person.js';
import { type Config } from '../../src/app/config.js';
import { openStores, type Stores } from '../../src/app/stores.js';
import { type Account, UNLIMITED } from '../../src/domain/model/account/account.js';
import { type Contact } from '../../src/domain/model/contact/contact.js';
import { callbackDataOf } from '../../src/domain/model/message/callback-data.js';
import { type Message } from '../../src/domain/model/message/message.js';
import { refOf } from '../../src/domain/model/message/opened-message.js';
import { escapedJson } from '../../src/sandbox/world/webhooks/webhook-body.js';
import { draft, newContact, right, some } from '../contracts/support.js';
import { newAccount } from '../support/accounts.js';
import { makeDatabase, withMongodb } from '../support/mongodb/database.js';
import { configOf, startWatched, type WatchedService } from '../support/service.js';
import { makeTempDir } from '../support/temp-dir.js';

interface Stage {
  readonly config: Config;
  readonly remove: () => Promise<void>;
}

const live = { WHATSAPP_API_URL: 'https://graph.facebook.com', PUBLIC_URL: 'https://media.example.com' };

const inFiles = async (): Promise<Stage> => {
  const folder = await makeTempDir();
  return { config: configOf({ DATA_DIR: folder.path, ...live }), remove: folder.remove };
};

const inMongodb = async (): Promise<Stage> => {
  const folder = await makeTempDir();
  const { url, drop } = await makeDatabase();
  const remove = async (): Promise<void> => {
    await drop();
    await folder.remove();
  };
  return { config: configOf({ DATA_DIR: folder.path, MONGODB_URL: url, ...live }), remove };
};

/** An account with a contact, a message that WhatsApp accepted, and one whose outcome is not known yet. */
interface Tenant {
  readonly account: Account;
  readonly contact: Contact;
  readonly sent: Message;
  readonly pending: Message;
}

/** The same phone of a person at each tenant. */
const PERSON = '14155550001';

const suite = (store: string, open: () => Promise<Stage>): void => {
  describe(`the secrets of webhooks in ${store}`, () => {
    let stage: Stage;
    let stores: Stores;
    let service: WatchedService;
    let mine: Tenant;
    let theirs: Tenant;

    before(async () => {
      stage = await open();
      stores = await openStores(stage.config);
      service = await startWatched(stage.config);
    });
    beforeEach(async () => {
      mine = await tenant('mine');
      theirs = await tenant('theirs');
    });
    after(async () => {
      await service.stop();
      await stores.close();
      await stage.remove();
    });

    const tenant = async (name: string): Promise<Tenant> => {
      const account = await newAccount(stores, {
        whatsapp: { businessAccountId: '900', appSecret: `secret of ${name}` },
      });
      const { contact } = await right(
        stores.contacts.findOrCreate(account.id, newContact(1), UNLIMITED, stores.clock.now()),
      );
      const opened = (): Promise<Message> =>
        right(
          stores.messages.open(draft({ accountId: account.id, contactId: contact.id }), UNLIMITED, stores.clock.now()),
        );
      const sent = await opened();
      const wamid = `wamid.${account.id}`;
      const accepted = { _tag: 'Accepted', wamid, shown: nothingShown, at: stores.clock.now() } as const;
      return {
        account,
        contact,
        sent: await right(stores.messages.settle(refOf(sent), accepted, contact, [])),
        pending: await opened(),
      };
    };

    const notify = (notification: unknown, secret: string): Promise<number> =>
      postSigned(service.restUrl, escapedJson(notification), secret);

    const timestamp = String(Math.floor(Date.now() / 1_000));
    /** Reads of all messages of a tenant, by mark and by wamid, and a STOP of its contact. */
    const everythingOf = (
      { account, sent, pending }: Tenant,
      phoneNumberId: string | null,
      businessAccountId = '900',
    ) => ({
      entry: [
        {
          id: businessAccountId,
          changes: [
            {
              field: 'messages',
              value: {
                ...(phoneNumberId === null ? {} : { metadata: { phone_number_id: phoneNumberId } }),
                statuses: [
                  { id: `wamid.${account.id}`, status: 'read', timestamp },
                  ...[sent, pending].map((message) => ({
                    id: `wamid.${account.id}.${message.id}`,
                    status: 'read',
                    timestamp,
                    biz_opaque_callback_data: callbackDataOf(message),
                  })),
                ],
                messages: [{ from: PERSON, type: 'text', text: { body: 'STOP' }, timestamp }],
              },
            },
          ],
        },
      ],
    });

    const standing = async ({ account, sent, pending }: Tenant) => ({
      sent: (await some(stores.messages.byId(account.id, sent.id))).state,
      pending: (await some(stores.messages.byId(account.id, pending.id))).state,
      optedOut: (await optedOutSinceBy(stores, account, PERSON)) !== null,
    });
    const untouched = { sent: 'sent', pending: 'pending', optedOut: false };

    it('let an account change what is its own', async () => {
      const { phoneNumberId } = mine.account.whatsapp;
      expect(await notify(everythingOf(mine, phoneNumberId), 'secret of mine')).to.equal(200);
      expect(await standing(mine)).to.deep.equal({ sent: 'read', pending: 'read', optedOut: true });
      expect(await standing(theirs)).to.deep.equal(untouched);
    });

    it('let no account settle messages of another, or opt its contacts out, whatever a body names', async () => {
      const numbers = [theirs.account.whatsapp.phoneNumberId, mine.account.whatsapp.phoneNumberId, '999', null];
      for (const number of numbers)
        for (const business of ['900', '999'])
          expect(await notify(everythingOf(theirs, number, business), 'secret of mine')).to.equal(200);
      expect(await standing(theirs)).to.deep.equal(untouched);
    });

    it('let an account that has changed its number settle what it had sent', async () => {
      expect(await notify(everythingOf(mine, '999', '999'), 'secret of mine')).to.equal(200);
      // The text names no account of this server.
      expect(await standing(mine)).to.deep.equal({ sent: 'read', pending: 'read', optedOut: false });
    });

    it('answer 200 to Meta’s Test button, and 401 to what no secret signed', async () => {
      const test = {
        entry: [{ id: '0', changes: [{ field: 'messages', value: { metadata: { phone_number_id: '123456123' } } }] }],
      };
      expect(await notify(test, 'secret of theirs')).to.equal(200);
      expect(await notify(test, 'guessed')).to.equal(401);
      expect(await notify(everythingOf(mine, mine.account.whatsapp.phoneNumberId), 'guessed')).to.equal(401);
      expect(await standing(mine)).to.deep.equal(untouched);
    });

    it('are the new ones at once where the body names the account', async () => {
      const { id, whatsapp } = mine.account;
      const notification = everythingOf(mine, whatsapp.phoneNumberId, '1');
      await some(stores.accounts.change(id, { whatsapp: { appSecret: 'fresh' } }, Date.now()));
      expect(await notify(notification, 'fresh')).to.equal(200);
      expect(await standing(mine)).to.deep.equal({ sent: 'read', pending: 'read', optedOut: true });
    });
  });
};

suite('files', inFiles);
withMongodb(() => suite('MongoDB', inMongodb));
