import { type Contact } from '../../../model/contact/contact.js';
import { contactFieldNames } from '../../../model/contact/contact-fields.js';
import { type Recipient } from '../../../model/contact/recipient.js';
import { type With } from '../journey.js';

/** What a caller is told of a message that is sent: what of the request is not sent, and what its recipient may not see. */
export const warningsOf = ({
  request: { fields, unknownNames },
  examined: { choice },
  contact,
  media,
}: With<'request' | 'examined' | 'contact' | 'media'>): readonly string[] => [
  ...otherPerson(fields.recipient, contact, choice._tag === 'Known' && choice.other !== null),
  ...(unknownNames.length > 0 ? [unknownFields(unknownNames)] : []),
  ...(fields.mediaType === 'audio' && fields.caption !== null ? [CAPTION_NOT_SENT] : []),
  ...media.warnings,
];

/** Phone and user id of one request need not be one person's, as far as the account knows. */
const otherPerson = ({ phone, userId }: Recipient, { recipient }: Contact, isTwo: boolean): readonly string[] => {
  if (phone === null || userId === null || recipient.userId === userId) return [];
  return isTwo || recipient.userId === null
    ? ['phone and user_id are two contacts of the account: the message was sent to phone']
    : ['the contact of phone has another user_id: the message was sent to phone'];
};

const CAPTION_NOT_SENT = 'caption was not sent: WhatsApp takes no caption with audio';

/** How much of a name is shown, in characters. */
const SHOWN = 40;

/** A request has a bounded number of fields, so that only their names need be cut. */
const unknownFields = (names: readonly string[]): string =>
  `unknown fields were ignored: ${names.map(shown).join(', ')}; the fields of a contact are ` +
  contactFieldNames.join(', ');

/** A name in one line, without what is not shown or is no text. */
const shown = (name: string): string => {
  // Two units for each character, and as many for the next, which says that there is more.
  const characters = [...name.slice(0, 2 * SHOWN + 2)].map((character) =>
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(character) ? '?' : character,
  );
  return characters.length > SHOWN ? `${characters.slice(0, SHOWN).join('')}…` : characters.join('');
};
