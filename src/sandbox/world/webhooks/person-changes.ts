import { newWamid } from '../../meta/ids.js';
import { contactOf, profileOf, type Shown, shown, shownPhone } from '../people/shown-person.js';
import { type Change, change, seconds } from './webhook-body.js';

/** A text that a person wrote to the business. */
export const inboundChange = (inbound: {
  phoneNumberId: string;
  from: Shown;
  text: string;
  wamid: string;
  at: Date;
}): Change =>
  change(inbound.phoneNumberId, 'messages', {
    contacts: [contactOf(inbound.from, inbound.from, true)],
    messages: [
      {
        ...shown('from', inbound.from, inbound.from.phone),
        from_user_id: inbound.from.userId,
        id: inbound.wamid,
        timestamp: seconds(inbound.at),
        text: { body: inbound.text },
        type: 'text',
      },
    ],
  });

/** What a person had before a change of number. */
export type Before = { phone: string | undefined; userId: string };

/**
 * What Meta sends when a person's number changes: the system messages `user_changed_number` and `user_changed_user_id`
 * (without contacts), and the field `user_id_update`. The user id is another one then.
 * @param withPrevious whether the system messages name the former user id
 */
export const numberChanges = (
  person: Shown,
  {
    phoneNumberId,
    before,
    withPrevious,
    at,
  }: { phoneNumberId: string; before: Before; withPrevious: boolean; at: Date },
): readonly Change[] => {
  const { name, userId } = person;
  const [oldPhone, newPhone] = [shownPhone(person, before.phone), shownPhone(person, person.phone)];
  const timestamp = seconds(at);

  const system = (inner: object): Change =>
    change(phoneNumberId, 'messages', {
      messages: [
        {
          ...shown('from', person, before.phone),
          id: newWamid(oldPhone ?? userId),
          timestamp,
          type: 'system',
          system: { ...inner, user_id: userId, ...(withPrevious ? { previous_user_id: before.userId } : {}) },
        },
      ],
    });

  const moved = oldPhone === undefined ? 'changed the number' : `changed from ${oldPhone}`;
  return [
    system({
      type: 'user_changed_number',
      body: `User ${name} ${moved}${newPhone === undefined ? '' : ` to ${newPhone}`}`,
      ...shown('wa_id', person, person.phone),
    }),
    system({ type: 'user_changed_user_id', body: `User ${name} changed the user id to ${userId}` }),
    change(phoneNumberId, 'user_id_update', {
      contacts: [{ profile: profileOf(person), ...shown('wa_id', person, person.phone) }],
      user_id_update: [
        {
          ...shown('wa_id', person, person.phone),
          detail: `User id for ${name} has been updated.`,
          user_id: { previous: before.userId, current: userId },
          timestamp,
        },
      ],
    }),
  ];
};
