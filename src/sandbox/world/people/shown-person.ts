import type { Person } from './people.js';

/** What webhooks show of a person. */
export type Shown = Pick<Person, 'phone' | 'userId' | 'username' | 'name'>;

/** A person's number and user id, now or at the time of a message. */
type Ids = { readonly phone: string | undefined; readonly userId: string };

/** The number that a webhook may show of a person: none if it is not known or the person has a user name. */
export const shownPhone = ({ username }: Shown, phone: string | undefined): string | undefined =>
  username === undefined ? phone : undefined;

/** A webhook's member that holds a number, where that may be shown. */
export const shown = (member: string, person: Shown, phone: string | undefined): Record<string, string> => {
  const visible = shownPhone(person, phone);
  return visible === undefined ? {} : { [member]: visible };
};

/** A webhook's `profile`: the name, and the user name if there is one. */
export const profileOf = ({ name, username }: Shown): object => ({
  name,
  ...(username === undefined ? {} : { username }),
});

/** A webhook's `contacts` entry. `withUsername`: whether it shows a user name. */
export const contactOf = (person: Shown, { phone, userId }: Ids, withUsername: boolean): object => ({
  profile: withUsername ? profileOf(person) : { name: person.name },
  user_id: userId,
  ...shown('wa_id', person, phone),
});
