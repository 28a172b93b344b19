import { type Exchange, sendJson } from '../http/exchange.js';
import { isUserId } from '../meta/user-id.js';
import type { Message } from '../world/message-log.js';
import type { SandboxState } from '../world/state.js';

/** Where the bytes of a message lie, as a path of the sandbox; null where there are none. */
export const mediaPath = (message: Message): string | null =>
  message.blob === undefined || message.blob.gone
    ? null
    : `/sandbox/messages/${encodeURIComponent(message.wamid)}/media`;

/** A message as the JSON list shows it. */
const show = (message: Message): object => ({
  wamid: message.wamid,
  phone_number_id: message.phoneNumberId,
  to: message.to,
  recipient: message.recipient,
  user_id: message.addressee?.userId ?? null,
  type: message.type,
  mime: message.mime,
  caption: message.caption,
  name: message.name,
  text: message.text,
  state: message.state,
  error: message.error ?? null,
  biz_opaque_callback_data: message.opaque ?? null,
  link: message.link,
  media_id: message.mediaId,
  upload_name: message.uploadName,
  voice: message.voice,
  size: message.blob?.size ?? null,
  sha256: message.blob?.sha256 ?? null,
  media: mediaPath(message),
  accepted_at: message.acceptedAt.toISOString(),
  statuses: message.statuses.map(({ status, at }) => ({ status, at: at.toISOString() })),
});

/** Whether a message went to a recipient, under the number or the user id that the person then had. */
const wentTo = ({ recipient: given, addressee }: Message, recipient: string): boolean =>
  [given, addressee?.userId, addressee?._tag === 'Known' ? addressee.phone : undefined].includes(recipient);

/**
 * Answers the list: newest first; of one recipient (number or user id), or with one opaque text, where it is asked so.
 */
export const listMessages = (state: SandboxState, exchange: Exchange): void => {
  const asked = exchange.query.get('recipient');
  const recipient = [asked].find(isUserId) ?? asked?.replace(/\D/g, '');
  const opaque = exchange.query.get('biz_opaque_callback_data');
  const limit = Number(exchange.query.get('limit') ?? Infinity);
  const found = state.messages
    .list()
    .filter((message) => recipient === undefined || wentTo(message, recipient))
    .filter((message) => opaque === null || message.opaque === opaque);
  sendJson(exchange, 200, { messages: found.slice(0, limit).map(show) });
};
