import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { type Contact, type ContactId } from '../../src/domain/model/contact/contact.js';
import { type ChatMessageId } from '../../src/domain/model/message/opened-message.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { type FetchingWorld, startFetchingPostcard } from '../support/fetching-world.js';
import { json } from '../support/http-client.js';
import { type Answer } from '../support/openapi.js';
import { file } from '../support/origin.js';
import { type Body, jsonBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { ANSWER_FIELDS, postMedia } from '../support/send.js';

type Pairs = readonly (readonly [name: string, value: string])[];

describe('the fields of a request', () => {
  let world: FetchingWorld;
  let account: AccountId;
  let token: string;

  before(async () => {
    world = await startFetchingPostcard({ '/cat.jpg': file(sample('jpg')) });
  });
  beforeEach(async () => {
    account = (await world.newAccount()).id;
    token = await world.newToken(account);
  });
  after(() => world.close());

  const base = { phone: '+1 415 555 0123', media_type: 'image' };
  const withUrl = (pairs: Pairs): Pairs => [
    ...Object.entries(base),
    ['media_url', `${world.origin.url}/cat.jpg`],
    ...pairs,
  ];
  const urlencoded = (pairs: Pairs): Body => ({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(
      new URLSearchParams(withUrl(pairs).map(([name, value]): [string, string] => [name, value])).toString(),
    ),
  });
  /** A form whose texts are a byte each character. A name may bring headers of its part along. */
  const form = (pairs: Pairs, fileHeaders = ''): Body => ({
    headers: { 'content-type': 'multipart/form-data; boundary=B' },
    body: Buffer.concat([
      ...[...Object.entries(base), ...pairs].map(([name, value]) => {
        const [plain = '', ...headers] = name.split('\r\n');
        const head = [`--B\r\nContent-Disposition: form-data; name="${plain}"`, ...headers].join('\r\n');
        return Buffer.from(`${head}\r\n\r\n${value}\r\n`, 'latin1');
      }),
      Buffer.from(`--B\r\nContent-Disposition: form-data; name="media_file"; filename="a.jpg"\r\n${fileHeaders}\r\n`),
      sample('jpg'),
      Buffer.from('\r\n--B--\r\n'),
    ]),
  });
  const inJson = (fields: object): Body => jsonBody({ ...base, media_url: `${world.origin.url}/cat.jpg`, ...fields });

  const post = (body: Body, more: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    postMedia({ url: world.url, token }, body, more);
  const sent = async (body: Body) => {
    const answer = await post(body);
    const { data, error, meta } = json(answer) as {
      data?: Record<string, unknown>;
      error?: object;
      meta: { warnings?: string[] };
    };
    expect(answer.status, JSON.stringify(error)).to.equal(200);
    const contact = await orThrow(world.stores.contacts.byId(account, data?.['contact_id'] as ContactId));
    if (O.isNone(contact)) throw new TypeError('no contact');
    return { data: data ?? {}, contact: contact.value, warnings: meta.warnings ?? [] };
  };
  const contactOf = async (body: Body): Promise<Contact> => (await sent(body)).contact;
  const faultsOf = async (body: Body): Promise<unknown> => {
    const answer = await post(body);
    expect(answer.status).to.equal(422);
    expect(await orThrow(world.stores.contacts.count(account))).to.equal(0);
    return (json(answer) as { error: { details: unknown } }).error.details;
  };

  describe('that are groups, are a list', () => {
    const spellings: Readonly<Record<string, Pairs>> = {
      'contact.groups': [['contact.groups', '1,2']],
      'contact[groups]': [['contact[groups]', '2, 1']],
      'contact[groups][]': [
        ['contact[groups][]', '1'],
        ['contact[groups][]', '2'],
      ],
      'contact[groups][0]': [
        ['contact[groups][1]', '1'],
        ['contact[groups][0]', '2'],
      ],
      'contact.groups[]': [
        ['contact.groups[]', '1'],
        ['contact.groups[]', ''],
        ['contact.groups[]', '2'],
      ],
      'contact.groups[0]': [
        ['contact.groups[0]', '1'],
        ['contact.groups[7]', '2'],
      ],
      'contact with an object': [['contact', ' {"groups":[1,"2"]} ']],
    };
    for (const [spelling, pairs] of Object.entries(spellings)) {
      it(`as ${spelling}, in a multipart form`, async () => {
        expect((await contactOf(form(pairs))).groups).to.deep.equal([1, 2]);
      });
      it(`as ${spelling}, in an urlencoded form`, async () => {
        expect((await contactOf(urlencoded(pairs))).groups).to.deep.equal([1, 2]);
      });
    }

    const members: readonly object[] = [
      { contact: { firstname: 'Ada', groups: [1, 2] } },
      { contact: { firstname: 'Ada', groups: '1,2' } },
      { 'contact.firstname': 'Ada', 'contact.groups': [1, 2] },
      { 'contact[firstname]': 'Ada', 'contact[groups]': ['1', '2'] },
      { 'contact[firstname]': 'Ada', 'contact[groups][]': [1, 2] },
      { contact: '{"firstname":"Ada","groups":[1,2]}' },
    ];
    for (const fields of members)
      it(`in JSON, as ${JSON.stringify(fields)}`, async () => {
        expect(await contactOf(inJson(fields))).to.deep.include({ firstname: 'Ada', groups: [1, 2] });
      });

    for (const fields of [
      { contact: [] },
      { contact: null },
      { contact: {} },
      { contact: { groups: [] } },
      { 'contact.groups': [] },
    ])
      it(`and absent in ${JSON.stringify(fields)}`, async () => {
        const { contact, warnings } = await sent(inJson(fields));
        expect(contact).to.deep.include({ firstname: null, groups: [] });
        expect(warnings).to.deep.equal([]);
      });

    const twice = { 'contact.groups': ['contact.groups must be given only once'] };
    const pair = (one: string, other: string): Pairs => [
      [one, '1'],
      [other, '2'],
    ];
    for (const pairs of [
      pair('contact.groups', 'contact[groups]'),
      pair('contact.groups', 'contact.groups'),
      pair('contact[groups]', 'contact[groups][]'),
      pair('contact[groups][]', 'contact[groups][0]'),
      pair('contact[groups][]', 'contact.groups[]'),
      pair('contact[groups][3]', 'contact[groups][03]'),
      [['contact', '{"groups":1}'] as const, ['contact.groups', '2'] as const],
    ])
      it(`and given twice as ${pairs.map(([name]) => name).join(' and ')}`, async () => {
        expect(await faultsOf(form(pairs))).to.deep.equal(twice);
        expect(await faultsOf(urlencoded(pairs))).to.deep.equal(twice);
      });
    it('and given twice in JSON, dotted and nested', async () => {
      expect(await faultsOf(inJson({ contact: { groups: [1] }, 'contact.groups': [2] }))).to.deep.equal(twice);
    });

    it('and refused where they are no ids, or no groups of the account', async () => {
      const noIds = 'contact.groups must be ids separated by commas, like 1,2, or a list of them';
      for (const groups of [['x'], [[1]], [{}], {}, [null], [0], 'x'])
        expect(await faultsOf(inJson({ contact: { groups } }))).to.deep.equal({ 'contact.groups': [noIds] });
      expect(await faultsOf(form([['contact[groups][]', '9']]))).to.deep.equal({
        'contact.groups': ['contact.groups must name existing groups of the account; unknown: 9'],
      });
    });
  });

  it('named contact must be an object', async () => {
    const fault = {
      contact: ['contact must be an object of firstname, lastname, email, country, assigned_id, groups'],
    };
    for (const contact of ['Ada', 17, ['Ada'], true, '[1]', '{"firstname":'])
      expect(await faultsOf(inJson({ contact }))).to.deep.equal(fault);
    expect(await faultsOf(form([['contact', 'Ada']]))).to.deep.equal(fault);
    expect((await sent(form([['contact', ' ']]))).warnings).to.deep.equal([]);
  });

  it('that begin with contact and are unknown are told in one line, and kept with the message', async () => {
    const { data, warnings, contact } = await sent(
      form([
        ['contact.surname', 'X'],
        ['contact[foo]', 'X'],
        ['contact_name', 'X'],
        ['contacts', 'X'],
        ['contact[firstname][]', 'X'],
        ['Contact.email', 'a@b.c'],
        ['contact.note', ''],
        ['surname', 'X'],
        ['contact.lastname', 'Known'],
        ['contact', '{"nick":"X","__proto__":1}'],
      ]),
    );
    expect(warnings).to.deep.equal([
      'unknown fields were ignored: contact.surname, contact[foo], contact_name, contacts, contact[firstname][], ' +
        'Contact.email, contact.nick, contact.__proto__; the fields of a contact are contact.firstname, ' +
        'contact.lastname, contact.email, contact.country, contact.assigned_id, contact.groups',
    ]);
    expect(contact).to.deep.include({ firstname: null, lastname: 'Known', email: null });
    const message = await orThrow(world.stores.messages.byId(account, data['chat_message_id'] as ChatMessageId));
    expect(O.toNullable(message)?.warnings).to.deep.equal(warnings);
  });

  it('that are unknown are told with names that are cut, and have no signs that are not shown', async () => {
    const long = `contact${'\u{1f389}'.repeat(3_000)}`;
    const { warnings } = await sent(inJson({ [long]: 'x', 'contact\u202e\n\ud800': 'x' }));
    expect(warnings.join()).to.match(/^unknown fields were ignored: contact(?:\u{1f389}){33}…, contact\?\?\?; /u);
  });

  it('that are unknown do not make another request of one with the same key', async () => {
    const key = { 'idempotency-key': 'one' };
    const first = await post(inJson({ 'contact.surname': 'X' }), key);
    const again = await post(inJson({ contact_name: 'Y' }), key);
    expect(again.headers['idempotency-replayed']).to.equal('true');
    const warningsIn = (answer: Answer): unknown => (json(answer)['meta'] as Record<string, unknown>)['warnings'];
    expect(warningsIn(again)).to.deep.equal(warningsIn(first)).and.to.have.length(1);
  });

  describe('in another charset', () => {
    const caption = (charset: string): string => `caption\r\nContent-Type: text/plain; charset=${charset}`;

    it('are read by it', async () => {
      const { data } = await sent(form([[caption('windows-1252'), 'Gr\xfc\xdfe']]));
      expect(data['caption']).to.equal('Grüße');
    });

    it('are refused by their name where it is unknown, or does not fit', async () => {
      expect(await faultsOf(form([[caption('x-unknown'), '\xfc']]))).to.deep.equal({
        caption: ['caption names the unknown charset x-unknown; send it as UTF-8'],
      });
      expect(await faultsOf(form([[caption('utf-8'), '\xfc']]))).to.deep.equal({
        caption: ['caption is not valid utf-8 text, the charset that it names; send it as UTF-8'],
      });
      const groups = 'contact[groups][]\r\nContent-Type: text/plain; charset=euc-kr';
      expect(
        await faultsOf(
          form([
            [groups, '\xb0'],
            ['phone', '1'],
          ]),
        ),
      ).to.deep.equal({
        phone: ['phone must be given only once'],
        'contact.groups': ['contact.groups is not valid euc-kr text, the charset that it names; send it as UTF-8'],
      });
      const body = urlencoded([]).body.toString() + '&caption=%FC&contact.email=%FC';
      const type = { 'content-type': 'application/x-www-form-urlencoded; charset=shift_jis' };
      expect(await faultsOf({ headers: type, body: Buffer.from(body) })).to.deep.equal({
        caption: ['caption is not valid shift_jis text, the charset that it names; send it as UTF-8'],
        'contact.email': ['contact.email is not valid shift_jis text, the charset that it names; send it as UTF-8'],
      });
    });
  });

  describe('that name a person by user id', () => {
    const USER_ID = 'US.13491208655302741918';

    it('are taken in every kind of body, and told in the answer, where they are given', async () => {
      for (const body of [
        form([['user_id', USER_ID]]),
        urlencoded([['user_id', USER_ID]]),
        inJson({ user_id: USER_ID }),
      ])
        expect((await sent(body)).data).to.include({ phone: '14155550123', user_id: USER_ID });
      for (const body of [form([['user_id', ' ']]), urlencoded([['user_id', '']]), inJson({ user_id: null })])
        expect(Object.keys((await sent(body)).data)).to.deep.equal(ANSWER_FIELDS);
    });

    it('are enough without a phone', async () => {
      for (const phone of [null, '', ' ', undefined]) {
        const { data } = await sent(inJson({ phone, user_id: USER_ID }));
        expect(Object.keys(data)).to.have.members([...ANSWER_FIELDS, 'user_id']);
        expect(data).to.include({ phone: null, user_id: USER_ID });
      }
    });

    it('may be given only once', async () => {
      const twice = { user_id: ['user_id must be given only once'] };
      const pairs: Pairs = [
        ['user_id', USER_ID],
        ['user_id', USER_ID],
      ];
      expect(await faultsOf(form(pairs))).to.deep.equal(twice);
      expect(await faultsOf(urlencoded(pairs))).to.deep.equal(twice);
    });

    it('are refused in JSON where they are no text', async () => {
      for (const user_id of [{ id: USER_ID }, [USER_ID], [], true, false])
        expect(await faultsOf(inJson({ user_id })), JSON.stringify(user_id)).to.deep.equal({
          user_id: ['user_id must be text'],
        });
      for (const user_id of [14155550123, 0, -1])
        expect(await faultsOf(inJson({ user_id })), String(user_id)).to.deep.equal({
          user_id: ['user_id must be a user id like US.13491208655302741918; a number goes into phone'],
        });
      for (const user_id of [1e21, 1.5e-7]) expect(await faultsOf(inJson({ user_id }))).to.have.all.keys('user_id');
    });

    it('are refused together with the phone, and in both names where they are exchanged', async () => {
      expect(await faultsOf(inJson({ phone: USER_ID, user_id: '14155550123' }))).to.deep.equal({
        phone: ['phone must be a phone number; a user id goes into user_id'],
        user_id: ['user_id must be a user id like US.13491208655302741918; a number goes into phone'],
      });
      expect(await faultsOf(inJson({ phone: null }))).to.deep.equal({ phone: ['phone or user_id is required'] });
    });
  });

  describe('with a transfer encoding', () => {
    const words = (field: string, encoding: string): string =>
      `${field} must be sent as it is, with Content-Transfer-Encoding 8bit or binary or without one, not ${encoding}`;

    it('are taken where it changes nothing', async () => {
      for (const encoding of ['7bit', '8bit', 'binary', '8BIT', 'Binary']) {
        const header = `Content-Transfer-Encoding: ${encoding}\r\n`;
        const { data } = await sent(form([[`caption\r\n${header}`.trim(), 'Hi=41']], header));
        expect(data['caption']).to.equal('Hi=41');
      }
    });

    it('are refused by their name, all together, where it changes them', async () => {
      expect(
        await faultsOf(
          form([
            ['caption\r\nContent-Transfer-Encoding: base64', 'SGk='],
            ['contact[email]\r\nContent-Transfer-Encoding: Quoted-Printable', 'a=40b.c'],
            ['contact\r\nContent-Transfer-Encoding: base64', 'e30='],
            ['filename', 'a/b'],
          ]),
        ),
      ).to.deep.equal({
        caption: [words('caption', 'base64')],
        filename: ['filename must be a name without a path'],
        contact: [words('contact', 'base64')],
        'contact.email': [words('contact.email', 'Quoted-Printable')],
      });
    });

    it('refuse a file too, with the faults of the fields before it', async () => {
      const base64 = 'Content-Transfer-Encoding: base64\r\n';
      expect(await faultsOf(form([], base64))).to.deep.equal({ media_file: [words('media_file', 'base64')] });
      expect(await faultsOf(form([['caption', 'a\0']], base64))).to.deep.equal({
        media_file: [words('media_file', 'base64')],
        caption: ['caption must not have a NUL character'],
      });
    });
  });

  it('name a number that is cleaned, or refused with what to write', async () => {
    const phoneOf = async (phone: string): Promise<unknown> => (await sent(inJson({ phone }))).data['phone'];
    expect(await phoneOf('\u202a+1\u00a0415\u2011555\u20110123\u202c')).to.equal('14155550123');
    const numbers = jsonBody({ ...base, media_url: `${world.origin.url}/cat.jpg`, phone: 14155550123 });
    expect((await sent(numbers)).data['phone']).to.equal('14155550123');
    account = (await world.newAccount()).id;
    token = await world.newToken(account);
    for (const [phone, what] of [
      ['4915112345678.0', 'phone must be a whole number: drop the .0 at its end, which a spreadsheet adds'],
      ['+1/415/5550123', 'phone must have only digits, spaces, dashes and + ( ) . but has "/"'],
      [4915112345678.5, 'phone must be a whole number: write it without a decimal point'],
      [4.9e21, 'phone must be written with all its digits: a spreadsheet has shortened it to 4.9e+21'],
      [
        '+44 (0)20 7946 0958',
        'phone must be written as it is dialled from abroad: leave the (0) out, or its parentheses if the 0 is dialled too',
      ],
    ] as const)
      expect(await faultsOf(inJson({ phone }))).to.deep.equal({ phone: [what] });
  });

  it('are not lost behind a preamble, which may be long but not endless', async () => {
    const { headers, body } = form([['caption', 'Hi']]);
    const behind = (length: number): Body => ({
      headers,
      body: Buffer.concat([Buffer.from(`${'x=1&'.repeat(length / 4)}\r\n`), body, Buffer.from('\r\nepilogue\r\n')]),
    });
    expect((await sent(behind(60_000))).data['caption']).to.equal('Hi');
    account = (await world.newAccount()).id;
    token = await world.newToken(account);
    expect(await faultsOf(behind(10_000_000))).to.deep.equal({
      body: ['does not have the boundary that its Content-Type names'],
    });
  });
});
