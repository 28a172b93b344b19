import * as E from 'fp-ts/lib/Either.js';
import { newWamid } from '../meta/ids.js';
import type { SandboxState } from '../world/state.js';
import type { Params } from '../http/read-params.js';
import { meet } from '../world/people/people.js';
import { inboundChange } from '../world/webhooks/person-changes.js';
import { shownPhone } from '../world/people/shown-person.js';
import { personNamed } from './named-person.js';

const TEXT_LIMIT = 4_096;

type Received = {
  message_id: string;
  /** The number, where it is known. */
  from: string | null;
  user_id: string;
  to_phone_number_id: string;
  callbacks: number;
};

/**
 * A text that a person writes to the business: `from` (a phone number or a user id), `to_phone_number_id`, `text` and
 * maybe `name`. It opens the 24-hour window and goes to the subscribed callbacks.
 */
export const receiveInbound = (state: SandboxState, params: Params): E.Either<string, Received> => {
  const { text } = params;
  const phoneNumberId = String((params['to_phone_number_id'] as string | number | undefined) ?? '');
  if (!/^\d{1,32}$/.test(phoneNumberId)) return E.left('to_phone_number_id must be digits');
  if (typeof text !== 'string' || text === '' || text.length > TEXT_LIMIT)
    return E.left('text must be 1 to 4096 characters');
  const named = personNamed(state.people, 'from', params['from']);
  if (E.isLeft(named)) return named;
  const from = named.right;
  if (typeof params['name'] === 'string' && params['name'] !== '') from.name = params['name'].slice(0, 255);
  meet(from, phoneNumberId);
  const wamid = newWamid(shownPhone(from, from.phone) ?? from.userId);
  state.window.opened(phoneNumberId, from);
  state.webhooks.publish(phoneNumberId, inboundChange({ phoneNumberId, from, text, wamid, at: new Date(state.now()) }));
  const callbacks = state.subscriptions.callbacksFor(phoneNumberId, 'messages').length;
  return E.right({
    message_id: wamid,
    from: from.phone ?? null,
    user_id: from.userId,
    to_phone_number_id: phoneNumberId,
    callbacks,
  });
};
