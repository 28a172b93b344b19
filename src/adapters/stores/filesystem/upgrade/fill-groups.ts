import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { positive } from '../../records/codecs.js';
import { type ContactKey, groupTable } from '../contacts/contact-records.js';
import { eachRecord } from './each-record.js';
import { type FilesystemPart } from './upgrade.js';

const contact = t.type({ groups: t.readonlyArray(positive) });

/** Fills the table that finds contacts by their groups. A damaged contact is found by none. */
export const fillGroups: FilesystemPart = eachRecord<ContactKey>({
  name: 'contacts',
  show: (key) => key.join('/'),
  writes: ({ environment }) => {
    const byGroup = groupTable(environment);
    return ([account, id], record) =>
      contact.is(record)
        ? E.right(record.groups.map((group) => byGroup.put([account, group, id], true)))
        : E.left('its groups');
  },
});
