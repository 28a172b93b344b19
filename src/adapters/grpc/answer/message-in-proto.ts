import { type SendFacts } from '../../../api/error-facts.js';
import { messageView } from '../../../api/message-view.js';
import { type Message as StoredMessage } from '../../../domain/model/message/message.js';
import { type Message } from '../contract/gen/postcard/v1/Message.gen.js';
import { type SendError } from '../contract/gen/postcard/v1/SendError.gen.js';
import { given } from '../contract/given.js';
import { mediaTypeInProto } from '../contract/media-type.js';
import { toTimestamp } from '../contract/timestamp.js';

/** A message in the types of the contract. A field that is null in the API's view is absent. */
export const messageInProto = (message: StoredMessage): Message => {
  const { media_type, error, ...view } = messageView(message, toTimestamp);
  return {
    ...given(view),
    media_type: mediaTypeInProto[media_type],
    ...(error === null ? {} : { error: errorInProto(error) }),
  };
};

const errorInProto = ({ whatsapp, ...facts }: SendFacts): SendError => ({
  ...facts,
  ...(whatsapp === undefined ? {} : { whatsapp: given(whatsapp) }),
});
