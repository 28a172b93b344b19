import { type AccountChanges } from '../../../src/domain/model/account/account.js';
import { sayWord } from '../../support/consent.js';
import { type PhoneNumber } from '../../../src/domain/model/contact/phone.js';
import { byNumber } from '../../../src/domain/model/contact/recipient.js';
import { orThrow } from '../../../src/kit/or-throw.js';
import { call } from '../../support/http-client.js';
import { type Answer } from '../../support/openapi.js';
import { type PostcardWorld } from '../../support/postcard-world.js';
import { type Body, jsonBody, multipartBody, urlencodedBody } from '../../support/request-bodies.js';
import { sample } from '../../support/samples.js';
import { type Provocation, type Stage } from './provocation.js';

const PATH = '/messages/media';

/** Sends a body; `via` says to which door and with which token. */
const send = (via: { url: string; token: string; headers?: Record<string, string> }, { headers, body }: Body) =>
  call(via.url, {
    method: 'POST',
    path: PATH,
    headers: { authorization: `Bearer ${via.token}`, ...headers, ...via.headers },
    body,
  });

const as = ({ world, token }: Stage, headers: Record<string, string> = {}) => ({ url: world.url, token, headers });

/** An account of its own, with a token. */
const asNew = async ({ world }: Pick<Stage, 'world'>, changes: AccountChanges = {}) => {
  const { id } = await world.newAccount(changes);
  return { id, url: world.url, token: await world.newToken(id) };
};

const fields = { phone: '+14155550123', media_type: 'image' };
const picture = { name: 'holiday.jpg', bytes: new Uint8Array(sample('jpg')) };
const withPicture = (more: Record<string, unknown> = {}) => multipartBody({ ...fields, ...more }, picture);
const byUrl = (url: string) => urlencodedBody({ ...fields, media_url: url });

const optedOut = async (world: PostcardWorld) => {
  const { id } = await world.newAccount();
  const recipient = byNumber('14155550123' as PhoneNumber);
  const details = { firstname: null, lastname: null, email: null, country: null, assignedTo: null, groups: [] };
  const made = await orThrow(
    world.stores.contacts.findOrCreate(
      id,
      { ...details, recipient, status: 1, source: 1 },
      -1,
      world.stores.clock.now(),
    ),
  );
  await sayWord(world.stores, id, made.contact.id, { optedOut: true, at: world.stores.clock.now() });
  return { url: world.url, token: await world.newToken(id) };
};

type Provoke = (stage: Stage) => Promise<Answer>;

/** By status and example. */
const provocations: Readonly<Record<string, Provoke>> = {
  '200 sent': async (stage) => send(as(stage), await withPicture({ caption: 'Hi' })),
  '200 sentByUserId': async (stage) =>
    send(
      as(stage),
      await multipartBody({ user_id: 'US.13491208655302741918', media_type: 'image', caption: 'Hi' }, picture),
    ),
  '200 sentWithReference': async (stage) => send(as(stage), await withPicture({ reference: 'order-1042' })),
  '200 warned': async (stage) =>
    send(
      as(stage),
      await multipartBody(
        { phone: '+14155550123', media_type: 'audio', caption: 'Hi' },
        { name: 'note.ogg', bytes: new Uint8Array(sample('ogg')) },
      ),
    ),
  '401 UNAUTHORIZED': async (stage) => send({ ...as(stage), token: `pc_${'x'.repeat(43)}` }, await withPicture()),
  '403 INSUFFICIENT_SCOPE': async (stage) => {
    const { id } = await stage.world.newAccount();
    return send(
      { url: stage.world.url, token: await stage.world.newToken(id, ['messages:read']) },
      await withPicture(),
    );
  },
  '403 FEATURE_LIMIT_EXCEEDED.contacts': async (stage) =>
    send(await asNew(stage, { limits: { contacts: 0 } }), await withPicture()),
  '403 FEATURE_LIMIT_EXCEEDED.conversations': async (stage) =>
    send(await asNew(stage, { limits: { conversations: 0 } }), await withPicture()),
  '403 CONTACT_OPTED_OUT': async ({ world }) => send(await optedOut(world), await withPicture()),
  '404 NOT_FOUND': async (stage) => send(as(stage), await withPicture({ contact_id: 404404 })),
  '405 VALIDATION_ERROR': ({ world }) => call(world.url, { method: 'PUT', path: PATH }),
  '409 IDEMPOTENCY_CONFLICT': async (stage) => {
    // WhatsApp takes two seconds over this recipient, so one of two at once finds the other in progress.
    const body = await withPicture({ phone: '14155999008' });
    const answers = await Promise.all([1, 2].map(() => send(as(stage, { 'idempotency-key': 'twice' }), body)));
    return answers.find(({ status }) => status !== 200) as Answer;
  },
  '415 VALIDATION_ERROR': (stage) => send(as(stage, { 'content-type': 'text/xml' }), jsonBody('<phone/>')),
  '422 VALIDATION_ERROR.fields': async (stage) =>
    send(as(stage), await multipartBody({ phone: '0049151234567', media_type: 'image' })),
  '422 VALIDATION_ERROR.recipient': async (stage) =>
    send(as(stage), await multipartBody({ media_type: 'image' }, picture)),
  '422 VALIDATION_ERROR.body': (stage) => send(as(stage), { ...jsonBody(null), body: Buffer.from('{"phone": ') }),
  '422 VALIDATION_ERROR.idempotency_key': async (stage) =>
    send(as(stage, { 'idempotency-key': 'x'.repeat(256) }), await withPicture()),
  '422 VALIDATION_ERROR.missing_config': async (stage) =>
    send(await asNew(stage, { defaults: { status: null, source: null } }), await withPicture()),
  '422 VALIDATION_ERROR.extension': async (stage) =>
    send(as(stage), await multipartBody(fields, { ...picture, name: 'holiday.gif' })),
  '422 VALIDATION_ERROR.size': async (stage) =>
    send(as(stage), await multipartBody(fields, { ...picture, bytes: new Uint8Array(5 * 1_048_576 + 1) })),
  '422 INVALID_MEDIA_TYPE.content_mismatch': async (stage) =>
    send(as(stage), await multipartBody(fields, { ...picture, bytes: new Uint8Array(sample('txt')) })),
  '422 INVALID_MEDIA_TYPE.not_convertible': (stage) => send(as(stage), byUrl(`${stage.origin.url}/huge.webp`)),
  '422 INVALID_MEDIA_TYPE.unreachable': (stage) => send(as(stage), byUrl('http://10.0.0.1/holiday.jpg')),
  '422 INVALID_MEDIA_TYPE.timeout': async ({ hasty, origin }) =>
    send(await asNew({ world: hasty }), byUrl(`${origin.url}/silent.jpg`)),
  '422 INVALID_MEDIA_TYPE.http_status': (stage) => send(as(stage), byUrl(`${stage.origin.url}/nothing.jpg`)),
  '422 INVALID_MEDIA_TYPE.too_many_redirects': (stage) => send(as(stage), byUrl(`${stage.origin.url}/circle.jpg`)),
  '422 INVALID_MEDIA_TYPE.incomplete': (stage) => send(as(stage), byUrl(`${stage.origin.url}/cut.jpg`)),
  '422 IDEMPOTENCY_MISMATCH': async (stage) => {
    const via = as(stage, { 'idempotency-key': 'changed' });
    await send(via, await withPicture());
    return send(via, await withPicture({ caption: 'another' }));
  },
  '422 WHATSAPP_NOT_CONFIGURED': async (stage) =>
    send(await asNew(stage, { whatsapp: { accessToken: null } }), await withPicture()),
  '429 RATE_LIMIT_EXCEEDED': async (stage) => {
    const via = await asNew(stage, { limits: { apiCallsPerMinute: 1 } });
    await send(via, await withPicture());
    return send(via, await withPicture());
  },
  '500 MESSAGE_SEND_FAILED.refused': async (stage) => send(as(stage), await withPicture({ phone: '14155131030' })),
  '500 MESSAGE_SEND_FAILED.retryable': async ({ hasty }) =>
    send(await asNew({ world: hasty }), await withPicture({ phone: '14155130429' })),
  '500 MESSAGE_SEND_FAILED.unknown': async (stage) => send(as(stage), await withPicture({ phone: '14155999003' })),
  '500 INTERNAL_ERROR': async (stage) => send({ ...as(stage), url: stage.defective }, await withPicture()),
  '503 SERVICE_UNAVAILABLE': async (stage) => send({ ...as(stage), url: stage.down }, await withPicture()),
};

export const sendProvocations: readonly Provocation[] = Object.entries(provocations).map(([name, provoke]) => {
  const [status = '', example = ''] = name.split(' ');
  return { method: 'POST', path: PATH, status: Number(status), example, provoke };
});
