import * as E from 'fp-ts/lib/Either.js';
import { newWamid } from '../meta/ids.js';
import { parseRecipient } from '../meta/recipient.js';
import type { SandboxState } from '../world/state.js';
import type { Params } from '../http/read-params.js';
import { inboundChange } from '../world/webhook-body.js';

const TEXT_LIMIT = 4_096;

type Received = { message_id: string; from: string; to_phone_number_id: string; callbacks: number };

/**
 * A text that a person writes to the business: `from` (a phone number), `to_phone_number_id`, `text` and maybe
 * `name`. It opens the 24-hour window and goes to the subscribed callbacks.
 */
export const receiveInbound = (state: SandboxState, params: Params): E.Either<string, Received> => {
  const from = parseRecipient(params['from']);
  const { text } = params;
  const phoneNumberId = String((params['to_phone_number_id'] as string | number | undefined) ?? '');
  const name = typeof params['name'] === 'string' && params['name'] !== '' ? params['name'].slice(0, 255) : 'Sandbox';
  if (from === undefined) return E.left('from must be a phone number');
  if (!/^\d{1,32}$/.test(phoneNumberId)) return E.left('to_phone_number_id must be digits');
  if (typeof text !== 'string' || text === '' || text.length > TEXT_LIMIT)
    return E.left('text must be 1 to 4096 characters');
  const wamid = newWamid(from);
  state.window.opened(phoneNumberId, from);
  state.webhooks.publish(
    phoneNumberId,
    inboundChange({ phoneNumberId, from, name, text, wamid, at: new Date(state.now()) }),
  );
  const callbacks = state.subscriptions.callbacksFor(phoneNumberId).length;
  return E.right({ message_id: wamid, from, to_phone_number_id: phoneNumberId, callbacks });
};
