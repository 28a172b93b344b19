import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type MediaUrlOf } from '../../../model/media/served-url.js';
import { nonceOf } from '../../../model/message/callback-data.js';
import { type PendingMessage } from '../../../model/message/message.js';
import { type MessageDraft } from '../../../model/message/opened-message.js';
import { type Clock } from '../../../ports/clock.js';
import { type Messages } from '../../../ports/messages.js';
import { type RandomKey } from '../../../ports/random-key.js';
import { type Step, type With } from '../journey.js';
import { warningsOf } from './warnings.js';
import { replay, type ReplayPorts } from '../replay.js';

interface OpenPorts extends ReplayPorts {
  readonly messages: Pick<Messages, 'open' | 'byKey'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly randomKey: RandomKey;
  readonly mediaUrl: MediaUrlOf;
}

type Ready = With<'call' | 'caller' | 'request' | 'fingerprint' | 'examined' | 'contact' | 'media' | 'published'>;

/** Opens the message's record: the commit point of a send. The file is pinned until the record names it. */
export const openMessage = (ports: OpenPorts, journey: Ready): Step<PendingMessage> =>
  pipe(
    opened(ports, journey),
    TE.orElse((fault) => (fault._tag === 'KeyTaken' ? answerOfWinner(ports, journey) : TE.left(fault))),
  );

const opened =
  (ports: OpenPorts, journey: Ready): ReturnType<Messages['open']> =>
  async () => {
    try {
      const { conversations } = journey.caller.account.limits;
      return await ports.messages.open(draftOf(ports, journey), conversations, ports.clock.now())();
    } finally {
      journey.published.release();
    }
  };

const draftOf = ({ mediaUrl, randomKey }: OpenPorts, journey: Ready): MessageDraft => {
  const { request, fingerprint, contact, media, published } = journey;
  const { fields, key } = request;
  return {
    accountId: contact.accountId,
    contactId: contact.id,
    recipient: fields.recipient,
    mediaType: fields.mediaType,
    mediaId: published.id,
    mediaUrl: mediaUrl(published.id, media.name, media.servedType),
    caption: fields.mediaType === 'audio' ? null : fields.caption,
    filename: fields.filename,
    reference: fields.reference,
    warnings: warningsOf(journey),
    key,
    fingerprint,
    nonce: nonceOf(randomKey()),
    origin: { door: journey.call.door, requestId: journey.call.requestId, tokenId: journey.caller.token.id },
  };
};

/** Another request claimed the key between our look-up and our claim. Its answer is ours, once it has one. */
const answerOfWinner = (ports: OpenPorts, journey: Ready): Step<never> =>
  pipe(
    replay(ports, journey),
    TE.chainW(() => TE.left({ _tag: 'IdempotencyConflict' } as const)),
  );
