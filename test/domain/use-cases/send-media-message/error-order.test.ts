import { recognized, unrecognized } from '../../../../src/domain/model/media/recognized.js';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../../../src/domain/model/account/account.js';
import { type Contact } from '../../../../src/domain/model/contact/contact.js';
import { type SendMediaError, unavailable } from '../../../../src/domain/model/errors.js';
import { type IdempotencyKey } from '../../../../src/domain/model/message/idempotency-key.js';
import { type Message } from '../../../../src/domain/model/message/message.js';
import { type SendMediaPorts } from '../../../../src/domain/use-cases/send-media-message/ports.js';
import { makeSendMediaMessage } from '../../../../src/domain/use-cases/send-media-message/send-media-message.js';
import { type Token } from '../../../../src/domain/model/account/token.js';
import { account, happyPorts, NOW, SECRET, token } from '../../../support/happy-ports.js';
import { callOf, fieldsOf, picture } from '../../../support/calls.js';

/** What can be wrong with the world at the same time. */
interface World {
  account: Account;
  token: Token;
  credentials: string;
  limited: boolean;
  phone: string;
  keyHolder: Message | null;
  contact: Contact | null;
  contactId: string | null;
  optedOut: boolean;
  contacts: number;
  opened: number;
  content: boolean;
  lineFull: boolean;
  outcome: 'accepted' | 'refused';
}

const happy = (): World => ({
  account,
  token,
  credentials: SECRET,
  limited: false,
  phone: '+1 415 555 0123',
  keyHolder: null,
  contact: null,
  contactId: null,
  optedOut: false,
  contacts: 0,
  opened: 0,
  content: true,
  lineFull: false,
  outcome: 'accepted',
});

const fault = (tag: SendMediaError['_tag'], name: string, spoil: (world: World) => World) => ({ tag, name, spoil });

/** Every error in the order in which the contract says that one wins over another. */
const faults = [
  fault('Unauthorized', 'a token that nobody knows', (world) => ({ ...world, credentials: 'pc_no' })),
  fault('RateLimitExceeded', 'too many calls', (world) => ({ ...world, limited: true })),
  fault('InsufficientScope', 'a token for reading', (world) => ({
    ...world,
    token: { ...world.token, scopes: ['messages:read'] },
  })),
  fault('Invalid', 'a phone that is none', (world) => ({ ...world, phone: 'nobody' })),
  fault('IdempotencyMismatch', 'a key of another request', (world) => ({
    ...world,
    keyHolder: { key: 'key' as IdempotencyKey, fingerprint: 'another' } as Message,
  })),
  fault('ContactNotFound', 'a contact_id that is not there', (world) => ({ ...world, contactId: '99' })),
  fault('ContactOptedOut', 'a person who has opted out', (world) => ({ ...world, optedOut: true })),
  fault('MissingConfig', 'an account without defaults', (world) => ({
    ...world,
    account: { ...world.account, defaults: { status: null, source: null, assignedTo: null } },
  })),
  fault('FeatureLimitExceeded', 'a full contact list', (world) => ({
    ...world,
    contacts: 5,
    account: { ...world.account, limits: { ...world.account.limits, contacts: 5 } },
  })),
  fault('WhatsAppNotConfigured', 'no access token', (world) => ({
    ...world,
    account: { ...world.account, whatsapp: { ...world.account.whatsapp, accessToken: null } },
  })),
  fault('FeatureLimitExceeded', 'a month that is full of conversations', (world) => ({
    ...world,
    opened: 3,
    account: { ...world.account, limits: { ...world.account.limits, conversations: 3 } },
  })),
  fault('MediaRefused', 'bytes of another type', (world) => ({ ...world, content: false })),
  fault('Unavailable', 'a full sending line', (world) => ({ ...world, lineFull: true })),
  fault('SendFailed', 'a refusal by WhatsApp', (world) => ({ ...world, outcome: 'refused' })),
];

const run = async (world: World) => {
  const { ports: plain, happened } = happyPorts();
  const ports: SendMediaPorts = {
    ...plain,
    accounts: {
      byId: () =>
        TE.right(
          O.some({ ...world.account, limits: { ...world.account.limits, apiCallsPerMinute: world.limited ? 1 : -1 } }),
        ),
    },
    tokens: { byHash: () => TE.right(O.some(world.token)) },
    rateLimiter: { count: () => TE.right({ limit: 1, remaining: 0, resetSeconds: 9, allowed: false }) },
    contacts: {
      ...plain.contacts,
      byPhone: () => TE.right(O.fromNullable(world.contact)),
      byId: () => TE.right(O.none),
      count: () => TE.right(world.contacts),
    },
    consents: {
      ...plain.consents,
      of: (_account, hashes) =>
        TE.right(new Map(world.optedOut ? hashes.map((hash) => [hash, { saidAt: 1, optedOutAt: 1 }]) : [])),
    },
    messages: {
      ...plain.messages,
      byKey: () => TE.right(O.fromNullable(world.keyHolder)),
      standing: () => TE.right({ open: false, openedThisMonth: world.opened }),
    },
    inspector: { detect: () => T.of(world.content ? recognized('jpeg') : unrecognized()) },
    line: world.lineFull ? { enter: () => TE.left(unavailable('full')) } : plain.line,
    whatsapp:
      world.outcome === 'accepted'
        ? plain.whatsapp
        : {
            send: () =>
              T.of({
                _tag: 'Refused',
                failure: { error: 'no', outcome: 'not_sent', retryable: false, whatsapp: null },
                at: NOW,
              }),
          },
  };
  const fields = fieldsOf({
    phone: world.phone,
    media_type: 'image',
    ...(world.contactId === null ? {} : { contact_id: world.contactId }),
  });
  const answer = await makeSendMediaMessage(ports)(
    callOf([...fields, picture()], { credentials: world.credentials, key: 'key' }),
  );
  return { answer, happened };
};

describe('which error wins when several apply', () => {
  it('none does where nothing is wrong', async () => {
    const { answer } = await run(happy());
    expect(E.isRight(answer.result)).to.equal(true);
  });

  faults.forEach((first, index) => {
    it(`${first.name} is told as ${first.tag}, whatever else is wrong behind it`, async () => {
      for (const others of [[], ...faults.slice(index + 1).map((other) => [other]), faults.slice(index + 1)]) {
        const world = [first, ...others].reduceRight((before, { spoil }) => spoil(before), happy());
        const { answer } = await run(world);
        const told = E.isLeft(answer.result) ? answer.result.left : null;
        expect(told?._tag, others.map(({ name }) => name).join(', ')).to.equal(first.tag);
        if (told?._tag === 'FeatureLimitExceeded' && others.length === 0)
          expect(told.feature).to.equal(first.name.includes('contact') ? 'contacts' : 'conversations');
      }
    });
  });

  it('a refusal by looking writes nothing and leaves no file', async () => {
    for (const { spoil, tag } of faults.filter(({ tag }) => tag !== 'SendFailed')) {
      const { happened } = await run(spoil(happy()));
      expect(happened.steps, tag).to.deep.equal([]);
      expect(happened.staged.size, tag).to.equal(0);
    }
  });
});
