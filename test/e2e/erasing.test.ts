import { expect } from 'chai';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ask, asker } from '../support/ask-contacts.js';
import { postcard } from '../support/cli.js';
import { call, json } from '../support/http-client.js';
import { answerFaults } from '../support/openapi.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { errorCode, postMedia, type SentData, sentData } from '../support/send.js';
import { configOf, startWatched, type WatchedService } from '../support/service.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';

/** What is said of a person who is erased. Each text is unlike any other. */
const ANN = {
  phone: '14155550188',
  firstname: 'Annabella',
  lastname: 'Zuckerkandl',
  email: 'annabella@example.org',
  caption: 'Only for Annabella',
  filename: 'letter-to-annabella.pdf',
  reference: 'order-annabella-1',
};
const BOB = '14155550199';

describe('erasing a person, on files', () => {
  let folder: TempDir;
  let backups: TempDir;
  let service: WatchedService;
  let ask: Ask;

  beforeEach(async () => {
    folder = await makeTempDir();
    backups = await makeTempDir();
    service = await startWatched(configOf({ DATA_DIR: folder.path }));
    ask = asker(service.restUrl, String(service.demoToken));
  });
  afterEach(async () => {
    await service.stop();
    await folder.remove();
    await backups.remove();
  });

  const sendTo = async (fields: Readonly<Record<string, string>>, key?: string) =>
    postMedia(
      { url: service.restUrl, token: String(service.demoToken) },
      await multipartBody(
        { media_type: 'document', ...fields },
        { name: 'letter.pdf', bytes: new Uint8Array(sample('pdf')) },
      ),
      key === undefined ? {} : { 'idempotency-key': key },
    );
  const sendToAnn = async (key?: string): Promise<SentData> => {
    const { firstname, lastname, email, ...rest } = ANN;
    const contact = { 'contact.firstname': firstname, 'contact.lastname': lastname, 'contact.email': email };
    return sentData(await sendTo({ ...rest, ...contact }, key));
  };
  const mediaAt = async (url: string): Promise<number> =>
    (await call(service.restUrl, { method: 'GET', path: new URL(url).pathname })).status;
  const eventsNow = async (): Promise<string> =>
    Buffer.from((await ask('GET', '/events', undefined, { accept: 'application/json' })).answer.body).toString('utf8');
  /** Every live byte of the records, from a backup, and the names of all files in it. */
  const backedUp = async (name: string): Promise<string> => {
    const to = join(backups.path, name);
    const { code, stderr } = await postcard({ DATA_DIR: folder.path }, 'backup', to);
    if (code !== 0) throw new Error(stderr);
    const files = await readdir(to, { recursive: true, withFileTypes: true });
    const texts = files
      .filter((one) => one.isFile() && !one.parentPath.includes('media'))
      .map((one) => readFile(join(one.parentPath, one.name), 'latin1'));
    return [...files.map((one) => one.name), ...(await Promise.all(texts))].join('\n');
  };

  it('takes them out of contacts, messages, events, files and every later backup', async () => {
    const sent = await sendToAnn('first');
    const bob = sentData(await sendTo({ phone: BOB, caption: 'For Bob' }));
    expect(bob.media_url.split('/').at(-2)).to.equal(sent.media_url.split('/').at(-2));
    const id = Number(sent.contact_id);
    await until('the statuses to come', async () => {
      const { data } = await ask('GET', `/messages/${String(sent.chat_message_id)}`);
      return data['status'] === 'read' ? true : undefined;
    });
    const secrets = [...Object.values(ANN), sent.message_id];
    const before = await backedUp('before');
    expect(secrets.filter((secret) => !before.includes(secret))).to.deep.equal([]);

    const { status, data, answer } = await ask('DELETE', `/contacts/${id}`);
    expect([status, data]).to.deep.equal([200, { contact_id: id, erased: true }]);
    expect(answerFaults('DELETE', `/contacts/{contact_id}`, answer)).to.deep.equal([]);

    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['PATCH', ''],
      ['POST', '/opt-out'],
    ] as const)
      expect((await ask(method, `/contacts/${id}${path}`, method === 'PATCH' ? {} : undefined)).status).to.equal(404);
    const message = await ask('GET', `/messages/${String(sent.chat_message_id)}`);
    expect(message.data).to.deep.include({
      ...{ message_id: null, phone: null, user_id: null, caption: null, filename: null, reference: null },
      ...{ media_url: null, status: 'read', contact_id: id },
    });
    expect(answerFaults('GET', '/messages/{chat_message_id}', message.answer)).to.deep.equal([]);
    expect((await ask('GET', `/messages?phone=${ANN.phone}`)).data['messages']).to.deep.equal([]);
    const events = await eventsNow();
    expect(secrets.filter((secret) => events.includes(secret))).to.deep.equal([]);
    expect(events).to.contain('contact.erased');
    const after = await backedUp('after');
    expect(secrets.filter((secret) => after.includes(secret))).to.deep.equal([]);
    expect(after).to.contain(BOB);
    // Bob was sent the same file.
    expect(await mediaAt(bob.media_url)).to.equal(200);
    expect((await ask('DELETE', `/contacts/${String(bob.contact_id)}`)).status).to.equal(200);
    expect(await mediaAt(bob.media_url)).to.equal(404);
  });

  it('answers a replay of an erased message with what is kept, and sends to the person again as a new contact', async () => {
    const sent = await sendToAnn('one-key');
    await ask('DELETE', `/contacts/${String(sent.contact_id)}`);
    const replayed = json(await sendTo({ ...keyless(), ...contactFields() }, 'one-key'));
    expect(replayed['data']).to.deep.include({
      ...{ message_id: null, phone: null, caption: null, filename: null, media_url: null },
      ...{ chat_message_id: sent.chat_message_id, contact_id: sent.contact_id },
    });
    const again = await sendToAnn();
    expect(again.contact_id).to.not.equal(sent.contact_id);
  });

  it('leaves an opt-out where it is: a send is refused, and makes no contact', async () => {
    const sent = await sendToAnn();
    await ask('POST', `/contacts/${String(sent.contact_id)}/opt-out`);
    await ask('DELETE', `/contacts/${String(sent.contact_id)}`);
    expect(errorCode(await sendTo({ phone: ANN.phone }))).to.equal('CONTACT_OPTED_OUT');
    expect((await ask('GET', '/contacts')).data['contacts']).to.deep.equal([]);
  });

  it('is asked for twice at once, and done once', async () => {
    const { contact_id: id } = await sendToAnn();
    const answers = await Promise.all([1, 2, 3].map(() => ask('DELETE', `/contacts/${String(id)}`)));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 404, 404]);
  });

  it('is done by the command line too, also beside the server, whose sweep is said to remove the files', async () => {
    const sent = await sendToAnn();
    const id = String(sent.contact_id);
    const settings = { DATA_DIR: folder.path };
    const erased = await postcard(settings, '--json', 'contact', 'erase', id, '--account', '1');
    expect(JSON.parse(erased.stdout)).to.deep.equal({ contact_id: Number(id), erased: true });
    expect(erased.stderr).to.contain('Files that nobody else was sent go with the next sweep of the server');
    expect((await ask('GET', `/contacts/${id}`)).status).to.equal(404);
    expect(await eventsNow()).to.not.contain(ANN.phone);
    const again = await postcard(settings, 'contact', 'erase', id, '--account', '1');
    expect([again.code, again.stderr]).to.deep.equal([1, `Account 1 has no contact ${id}.\n`]);
    const nobody = await postcard(settings, 'contact', 'erase', id, '--account', '9');
    expect(nobody.code).to.equal(1);
    expect((await postcard(settings, 'contact', 'erase', 'x', '--account', '1')).code).to.equal(2);
  });
});

const keyless = () => {
  const { phone, caption, filename, reference } = ANN;
  return { phone, caption, filename, reference };
};

const contactFields = () => ({
  'contact.firstname': ANN.firstname,
  'contact.lastname': ANN.lastname,
  'contact.email': ANN.email,
});
