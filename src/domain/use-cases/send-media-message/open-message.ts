import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account.js';
import { type Contact, hasOptedOut } from '../../model/contact.js';
import { type SendMediaError } from '../../model/errors.js';
import { servedName } from '../../model/file-name.js';
import { type MediaId, type Message, type MessageDraft } from '../../model/message.js';
import { type Clock } from '../../ports/clock.js';
import { type Contacts } from '../../ports/contacts.js';
import { type KeyTaken, type Messages } from '../../ports/messages.js';
import { optedOut, type Recipient } from './examine.js';
import { type PreparedMedia } from './prepare-media.js';
import { type SendMediaRequest } from './request.js';

interface OpenPorts {
  readonly contacts: Pick<Contacts, 'findOrCreate' | 'byId'>;
  readonly messages: Pick<Messages, 'open'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly mediaUrl: (id: string, name: string) => string;
}

/** Makes the contact, or looks at it again: it may have opted out, or been made by another, meanwhile. */
export const settleRecipient =
  (ports: OpenPorts) =>
  (account: Account, recipient: Recipient): TE.TaskEither<SendMediaError, Contact> =>
    pipe(
      recipient._tag === 'Known'
        ? pipe(
            ports.contacts.byId(account.id, recipient.contact.id),
            TE.chainW(TE.fromOption((): SendMediaError => ({ _tag: 'ContactNotFound' }))),
          )
        : pipe(
            ports.contacts.findOrCreate(account.id, recipient.contact, account.limits.contacts, ports.clock.now()),
            TE.map(({ contact }) => contact),
          ),
      TE.filterOrElseW(
        (contact) => !hasOptedOut(contact),
        () => optedOut,
      ),
    );

/** Publishes the file and opens the message's record: the file is held until the record names it. */
export const openMessage =
  (ports: OpenPorts) =>
  (
    account: Account,
    contact: Contact,
    request: SendMediaRequest,
    media: PreparedMedia,
    fingerprint: string,
  ): TE.TaskEither<SendMediaError | KeyTaken, Message> =>
    pipe(
      media.staged.publish(account, media.servedType),
      TE.chainW((published) => {
        const mediaUrl = ports.mediaUrl(published.id, servedName(media.name));
        const draft = draftOf(contact, request, fingerprint, published.id, mediaUrl);
        const opened = ports.messages.open(draft, account.limits.conversations, ports.clock.now());
        return () => opened().finally(published.release);
      }),
    );

const draftOf = (
  contact: Contact,
  { fields, key }: SendMediaRequest,
  fingerprint: string,
  mediaId: MediaId,
  mediaUrl: string,
): MessageDraft => {
  const caption = fields.mediaType === 'audio' ? null : fields.caption;
  return {
    accountId: contact.accountId,
    contactId: contact.id,
    phone: contact.phone,
    mediaType: fields.mediaType,
    mediaId,
    mediaUrl,
    caption,
    filename: fields.filename,
    warnings: caption === fields.caption ? [] : ['caption was not sent: WhatsApp takes no caption with audio'],
    key,
    fingerprint,
  };
};
