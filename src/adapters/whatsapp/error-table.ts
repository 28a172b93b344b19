/**
 * What a refusal means for the sender:
 * - `final`: the same message would be refused again;
 * - `transient`: WhatsApp has trouble, and a later retry may succeed;
 * - `throttled`: transient, and retries should be far apart.
 */
export type RefusalClass = 'final' | 'transient' | 'throttled';

export interface TableEntry {
  readonly class: RefusalClass;
  /**
   * One sentence for the caller: what is wrong and, if something can be done, what to do. It stands alone: WhatsApp
   * often gives no details, so it never points to them.
   */
  readonly says: string;
}

const final = (says: string): TableEntry => ({ class: 'final', says });
const transient = (says: string): TableEntry => ({ class: 'transient', says });
const throttled = (says: string): TableEntry => ({ class: 'throttled', says });

const newToken =
  'The WhatsApp access token is expired or not valid; set a new one with postcard account set --access-token.';
const permission =
  'The WhatsApp access token lacks a permission; it needs whatsapp_business_messaging for this phone number id.';
const trouble = 'WhatsApp has trouble on its side; the message was not sent. Try again later.';
const restricted = 'WhatsApp has restricted or locked this business account; see WhatsApp Manager.';
const parameters =
  'WhatsApp does not take a parameter of the message, or its value; check the phone number, the caption and the file name.';
const registration =
  'The phone number is not registered correctly with WhatsApp; register it again in WhatsApp Manager.';

/**
 * The codes of Meta's "Error codes" page that a media message can meet. The HTTP status does not decide: 3 and 131045
 * come with 500 and are final, 4 and 80007 come with 400 and are not.
 */
export const errorTable: ReadonlyMap<number, TableEntry> = new Map([
  [0, final(newToken)],
  [1, transient(trouble)],
  [2, transient(trouble)],
  [3, final(permission)],
  [4, throttled('The app has made too many calls to WhatsApp; try again later.')],
  [10, final(permission)],
  [33, final('WhatsApp does not know the phone number id; check it with postcard account show.')],
  [100, final(parameters)],
  [190, final(newToken)],
  [200, final(permission)],
  [299, final(permission)],
  [368, final(restricted)],
  [80007, throttled('The WhatsApp business account has reached its rate limit; try again later.')],
  [130429, throttled('The phone number has reached the throughput of WhatsApp; try again later.')],
  [130472, final('WhatsApp did not send the message: the recipient is part of an experiment of Meta.')],
  [130497, final('The business account may not message users in the country of the recipient.')],
  [131000, transient(trouble)],
  [131005, final(permission)],
  [
    131008,
    final('WhatsApp misses a parameter of the message; check that WHATSAPP_API_VERSION is one that Meta supports.'),
  ],
  [131009, final(parameters)],
  [131016, transient(trouble)],
  [131021, final('The recipient is the sender itself; a phone number cannot message itself.')],
  [131026, final('The message cannot be delivered: the recipient is not on WhatsApp or cannot take it.')],
  [131030, final('The recipient is not on the allowed list of this test number; add it in the Meta app dashboard.')],
  [131031, final(restricted)],
  [131037, final('The display name of the phone number awaits approval; see WhatsApp Manager.')],
  [131042, final('The WhatsApp business account has a payment issue; check its payment method.')],
  [131045, final(registration)],
  [
    131047,
    final('More than 24 hours have passed since the recipient last wrote; only a template message may be sent.'),
  ],
  [131048, final('WhatsApp restricts this phone number because messages were reported as spam; see WhatsApp Manager.')],
  [131049, final('WhatsApp held the message back to keep engagement healthy; do not send it again at once.')],
  [131050, final('The recipient has opted out of marketing messages of this business.')],
  [131051, final('WhatsApp does not support this type of message.')],
  [
    131052,
    final('WhatsApp could not download the file; check that its media_url can be reached, and send the message again.'),
  ],
  [
    131053,
    final('WhatsApp could not fetch the file or does not take it; check its media_url, or send another format.'),
  ],
  [131056, throttled('Too many messages to this recipient in a short time; try again later.')],
  [131057, transient('The WhatsApp business account is in maintenance; try again later.')],
  [
    131062,
    final('WhatsApp does not send this kind of message to a user id; send it to the phone number of the recipient.'),
  ],
  [133004, transient(trouble)],
  [133010, final(registration)],
  [135000, final(parameters)],
]);
