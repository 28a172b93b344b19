import * as E from 'fp-ts/lib/Either.js';
import { type Address, recipientOf } from './address.js';
import { addresseeOf } from './addressee.js';
import { type Behaviour, type Fate, fateOf } from '../meta/behaviours.js';
import type { Exchange } from '../http/exchange.js';
import { sendError, sendJson } from '../http/exchange.js';
import { type GraphError, parameterError, statusError, unknownObject } from '../meta/graph-error.js';
import { newWamid } from '../meta/ids.js';
import type { Attachment, Course } from '../world/message-life.js';
import type { Message } from '../world/message-log.js';
import { misbehave, refusesFirst } from './misbehave.js';
import { type Params, readParams } from '../http/read-params.js';
import type { SandboxState } from '../world/state.js';
import { type Content, type SendRequest, validateMessage } from './validate-message.js';

const WINDOW_CLOSED = 131047;
const UNDELIVERABLE = 131026;

/** Finds the bytes that a message names; an id that is not this number's is unknown: 100 / 33. */
const attachmentOf = (
  state: SandboxState,
  phoneNumberId: string,
  content: Content,
): E.Either<GraphError, Attachment> => {
  if (content.type === 'text') return E.right({ _tag: 'None' });
  if ('link' in content.source) return E.right({ _tag: 'Link', link: content.source.link, kind: content.type });
  const { id } = content.source;
  const media = state.media.get(id, phoneNumberId);
  if (media !== undefined) return E.right({ _tag: 'Media', media, kind: content.type });
  const sentence = `Param ${content.type}['id'] is not a valid whatsapp business account media attachment ID`;
  return E.left({ ...parameterError(sentence, unknownObject('post', id).message), subcode: 33 });
};

const openMessage = (
  state: SandboxState,
  phoneNumberId: string,
  request: SendRequest,
  attachment: Attachment,
): Message => {
  const { address, content } = request;
  const recipient = recipientOf(address);
  const media = content.type === 'text' ? undefined : content;
  return {
    wamid: newWamid(recipient),
    phoneNumberId,
    to: address._tag === 'UserId' ? null : address.input,
    recipient,
    addressee: addresseeOf(state, phoneNumberId, address),
    type: content.type,
    text: content.type === 'text' ? content.body : null,
    caption: media?.caption ?? null,
    name: media?.filename ?? null,
    link: attachment._tag === 'Link' ? attachment.link.href : null,
    mediaId: attachment._tag === 'Media' ? attachment.media.id : null,
    uploadName: attachment._tag === 'Media' ? attachment.media.name : null,
    voice: media?.voice ?? false,
    opaque: request.opaque,
    acceptedAt: new Date(state.now()),
    state: address._tag === 'Lost' ? 'lost' : 'accepted',
    mime: null,
    blob: undefined,
    error: undefined,
    statuses: [],
  };
};

const courseOf = (
  state: SandboxState,
  { phoneNumberId, addressee }: Message,
  fate: Exclude<Fate, { _tag: 'Answer' }> | undefined,
): Course => {
  if (addressee === undefined) return { _tag: 'Silent' };
  if (fate?._tag === 'Status') return { _tag: 'Fails', error: fate.error };
  if (addressee._tag === 'Former') return { _tag: 'Fails', error: statusError(UNDELIVERABLE) };
  if (!state.window.isOpen(phoneNumberId, addressee.person)) {
    return { _tag: 'Fails', error: statusError(WINDOW_CLOSED) };
  }
  if (fate?.behaviour === 'statuses-astray') return { _tag: 'Astray' };
  if (fate?.behaviour === 'plays') return { _tag: 'Played' };
  return fate?.behaviour === 'no-statuses' ? { _tag: 'Silent' } : { _tag: 'InOrder' };
};

/** The answer's contact: the number's id where it was sent by number, the user id where it was sent by that. */
const contactOf = (address: Address): object => ({
  input: address.input,
  ...(address._tag === 'Phone' ? { wa_id: address.phone } : {}),
  ...(address._tag === 'UserId' ? { user_id: address.input } : {}),
});

/** `{ status: "read", message_id }`: marks an inbound message as read. */
const isReadReceipt = (params: Params): boolean =>
  params['status'] === 'read' && typeof params['message_id'] === 'string' && params['messaging_product'] === 'whatsapp';

/** `POST /{phone-number-id}/messages`, for a request whose token and phone number id are right. */
export const sendMessage = async (state: SandboxState, exchange: Exchange, phoneNumberId: string): Promise<void> => {
  const params = await readParams(exchange);
  if (E.isLeft(params)) return sendError(exchange, params.left);
  if (isReadReceipt(params.right)) return sendJson(exchange, 200, { success: true });
  const request = validateMessage(params.right);
  if (E.isLeft(request)) return sendError(exchange, request.left);
  const { address, content } = request.right;
  const recipient = recipientOf(address);

  const fate = address._tag === 'Lost' ? undefined : fateOf(recipient);
  if (fate?._tag === 'Answer') return sendError(exchange, fate.error);
  const behaviour: Behaviour | undefined = fate?._tag === 'Behaviour' ? fate.behaviour : undefined;
  if (behaviour !== undefined && refusesFirst(state, exchange, behaviour, `${phoneNumberId}:${recipient}`)) return;

  const attachment = attachmentOf(state, phoneNumberId, content);
  if (E.isLeft(attachment)) return sendError(exchange, attachment.left);

  const message = openMessage(state, phoneNumberId, request.right, attachment.right);
  state.messages.add(message);
  const lived = state.life.live(message, attachment.right, courseOf(state, message, fate));
  const answer = (): void => {
    sendJson(exchange, 200, {
      messaging_product: 'whatsapp',
      contacts: [contactOf(address)],
      messages: [{ id: message.wamid }],
    });
  };
  if (behaviour === undefined) answer();
  else await misbehave(state, exchange, behaviour, { lived, answer });
};
