import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { type ContactId } from '../../src/domain/model/contact/contact.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { type FetchingWorld, startFetchingPostcard } from '../support/fetching-world.js';
import { file } from '../support/origin.js';
import { type Body, jsonBody, multipartBody, urlencodedBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { postMedia, sentData } from '../support/send.js';

const details = {
  firstname: 'Zoë',
  lastname: 'Brontë',
  email: 'zoe@example.com',
  country: 'Côte d’Ivoire',
  assigned_id: '1',
  groups: '1, 3',
};

/** The details under names of another spelling. */
const spelt = (name: (detail: string) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(details).map(([detail, value]) => [name(detail), value]));

const dotted = spelt((detail) => `contact.${detail}`);
const bracketed = spelt((detail) => `contact[${detail}]`);
const nested = { contact: { ...details, assigned_id: 1 } };

describe('a contact that a message makes', () => {
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

  const send = async (body: Body) => sentData(await postMedia({ url: world.url, token }, body));
  const contactOf = async (id: unknown) => {
    const found = await orThrow(world.stores.contacts.byId(account, id as ContactId));
    return O.isSome(found) ? found.value : null;
  };

  const base = { phone: '+1 (415) 555-0123', media_type: 'image' };
  const upload = { name: 'cat.jpg', bytes: new Uint8Array(sample('jpg')) };
  const byUrl = () => ({ ...base, media_url: `${world.origin.url}/cat.jpg` });

  const spellings: Readonly<Record<string, () => Body | Promise<Body>>> = {
    'dotted, in a multipart form': () => multipartBody({ ...base, ...dotted }, upload),
    'bracketed, in a multipart form': () => multipartBody({ ...base, ...bracketed }, upload),
    'dotted, in an urlencoded form': () => urlencodedBody({ ...byUrl(), ...dotted }),
    'bracketed, in an urlencoded form': () => urlencodedBody({ ...byUrl(), ...bracketed }),
    'dotted, in JSON': () => jsonBody({ ...byUrl(), ...dotted }),
    'bracketed, in JSON': () => jsonBody({ ...byUrl(), ...bracketed }),
    'nested, in JSON': () => jsonBody({ ...byUrl(), ...nested }),
  };

  for (const [spelling, body] of Object.entries(spellings))
    it(`has all six fields, ${spelling}`, async () => {
      const { contact_id, phone } = await send(await body());
      expect(phone).to.equal('14155550123');
      expect(await contactOf(contact_id)).to.deep.include({
        recipient: { phone: '14155550123', userId: null },
        firstname: 'Zoë',
        lastname: 'Brontë',
        email: 'zoe@example.com',
        country: 'Côte d’Ivoire',
        assignedTo: 1,
        groups: [1, 3],
        status: 1,
        source: 1,
      });
    });

  it('is found again by its phone, and is not changed by what a later message says', async () => {
    const first = await send(jsonBody({ ...byUrl(), ...nested }));
    const second = await send(jsonBody({ ...byUrl(), phone: '14155550123', contact: { firstname: 'Ada' } }));
    expect(second.contact_id).to.equal(first.contact_id);
    expect(second.chat_message_id).not.to.equal(first.chat_message_id);
    expect(await contactOf(first.contact_id)).to.deep.include({ firstname: 'Zoë' });
  });

  it('is not made by a request that is refused', async () => {
    const spoilt = jsonBody({ ...byUrl(), contact: { ...nested.contact, assigned_id: 99 } });
    const answer = await postMedia({ url: world.url, token }, spoilt);
    expect(answer.status).to.equal(422);
    expect(await orThrow(world.stores.contacts.count(account))).to.equal(0);
  });
});
