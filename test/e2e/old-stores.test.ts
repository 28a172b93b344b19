import { expect } from 'chai';
import { orThrow } from '../../src/kit/or-throw.js';
import { HOUR } from '../../src/domain/model/time.js';
import { postcardHere, postcardJsonHere } from '../cli/in-process.js';
import { call } from '../support/http-client.js';
import { testServer } from '../support/mongodb/server.js';
import { OLD_VERSIONS, type OldStore, storesOf, upgradeStores } from '../support/old-stores.js';
import { killProcesses, startProcess, untilListening } from '../support/postcard-process.js';
import { startPostcard } from '../support/postcard-world.js';
import { messageOf, pageOf } from '../support/read.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { postMedia, sentData } from '../support/send.js';

type Message = OldStore['shown']['messages'][number];

/** What was pending when its server was killed has an unknown outcome; all else is as it was. */
const afterRestart = (message: Message): Message =>
  message['status'] === 'pending' ? { ...message, status: 'unconfirmed' } : message;

const failureless = ({ error: _error, ...message }: Message): Message => message;

/** An account has no webhook URL any more: see the endpoints. */
const withoutWebhook = ({ webhook_url: _url, ...account }: Readonly<Record<string, unknown>>) => account;

for (const version of OLD_VERSIONS)
  for (const [name, open] of Object.entries(storesOf(version)))
    for (const seal of ['', '-sealed'] as const)
      describe(`a store in ${name}${seal} that commit ${version.commit} made`, () => {
        let old: OldStore;

        before(async function () {
          this.timeout(180_000);
          if (name === 'MongoDB' && (await testServer()) === null) this.skip();
        });
        beforeEach(async () => {
          old = await open(seal);
        });
        afterEach(async () => {
          await killProcesses();
          await old.remove();
        });

        it('is served: REST shows its messages, their files are there, and the command line shows the rest', async () => {
          const { shown, settings } = old;
          const { rest } = await untilListening(startProcess(settings));
          const reader = { url: rest, token: shown.token };
          const { messages } = await pageOf(reader, 'limit=100');
          // What was not known then is null now.
          const shownMessages = shown.messages.map((message) => ({ user_id: null, reference: null, ...message }));
          expect(messages.map(failureless)).to.deep.equal(shownMessages.map(afterRestart).map(failureless));
          expect(messages.slice(1)).to.deep.equal(shownMessages.slice(1));
          for (const message of messages) {
            expect(await messageOf(reader, message.chat_message_id)).to.deep.include(message);
            const { status, body } = await call(rest, {
              method: 'GET',
              path: new URL(message.media_url ?? '').pathname,
            });
            expect(status).to.equal(200);
            expect(body.length).to.be.greaterThan(100);
          }
          const list = (...words: string[]) => postcardJsonHere({ ...settings }, ...words, '--account', '1');
          const shownContacts = (shown.contacts as readonly object[]).map((one) => ({
            user_id: null,
            username: null,
            last_inbound_at: null,
            ...one,
          }));
          expect(await list('contact', 'list')).to.deep.equal(shownContacts);
          expect(await list('token', 'list')).to.deep.equal(shown.tokens);
          for (const id of ['1', '2'])
            expect(await postcardJsonHere({ ...settings }, 'account', 'show', id)).to.deep.include(
              withoutWebhook(shown.accounts[Number(id) - 1] ?? {}),
            );
        });

        it('is refused by commands with 78 until a server has brought it up to date', async () => {
          const refused = await postcardHere({ ...old.settings }, 'account', 'list');
          expect({ code: refused.code, stdout: refused.stdout }).to.deep.equal({ code: 78, stdout: '' });
          const remedy = 'start the server once, which brings it up to date\n$';
          expect(refused.stderr).to.match(new RegExp(`has format ${version.format}, .*${remedy}`));
          await upgradeStores(old.settings);
          expect((await postcardHere({ ...old.settings }, 'account', 'list')).code).to.equal(0);
        });

        it(`answers a key from its record, to the end of its day by the ${version.keysEndBy}`, async () => {
          const { shown, settings } = old;
          await upgradeStores(settings);
          const world = await startPostcard({ environment: settings });
          try {
            const { key, fields, file, answer } = shown.keyed;
            const send = async () =>
              postMedia(
                { url: world.url, token: shown.token },
                await multipartBody(fields, { name: file.name, bytes: new Uint8Array(sample(file.sample)) }),
                { 'idempotency-key': key },
              );
            world.pass(shown.madeAt - Date.now() + HOUR);
            const replayed = await send();
            expect(sentData(replayed)).to.deep.equal(answer['data']);
            expect(replayed.headers['idempotency-replayed']).to.equal('true');
            world.pass(24 * HOUR);
            await orThrow(world.stores.service.look(world.stores.clock.now()));
            const isSentAgain = Number(sentData(await send()).chat_message_id) > shown.messages.length;
            expect(isSentAgain).to.equal(version.keysEndBy === 'clock');
          } finally {
            await world.close();
          }
        });
      });
