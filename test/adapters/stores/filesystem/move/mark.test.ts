import { expect } from 'chai';
import { nothingShown } from '../../../../../src/domain/model/contact/shown-person.js';
import * as E from 'fp-ts/lib/Either.js';
import { RecordsUnusable } from '../../../../../src/adapters/stores/filesystem/lmdb/faults.js';
import { beginCopy, refuseMovedAway } from '../../../../../src/adapters/stores/filesystem/move/mark.js';
import { type FilesystemRecords, openFilesystemServer } from '../../../../../src/adapters/stores/filesystem/records.js';
import { type AccountId } from '../../../../../src/domain/model/account/account.js';
import { UNLIMITED } from '../../../../../src/domain/model/account/account.js';
import { realTime } from '../../../../../src/kit/time/timer.js';
import { DAY } from '../../../../../src/domain/model/time.js';
import { type MediaId } from '../../../../../src/domain/model/media/media-id.js';
import { draft, left, newContact, NOW, on, rejection, right, some, whole } from '../../../../contracts/support.js';
import { fillKept, makeKept } from '../backup/kept-store.js';
import { openFresh } from '../folder.js';
import { contactsOf } from '../../../../support/list-contacts.js';

const silent = { info: () => undefined, warn: () => undefined };

const account = 1 as AccountId;

/** Something of each kind that a command or a server writes. */
const writers: Readonly<Record<string, (records: FilesystemRecords) => Promise<unknown>>> = {
  account: ({ accounts }) => right(accounts.create({ name: 'x', demo: false }, NOW)),
  entry: ({ accounts }) => right(accounts.addEntry(account, 'statuses', 'x')),
  token: ({ tokens }) =>
    right(
      tokens.create({
        accountId: account,
        name: 'x',
        scopes: ['messages:send'],
        hash: 'a'.repeat(64),
        lastFour: 'wxyz',
        createdAt: NOW,
        expiresAt: null,
        revokedAt: null,
      }),
    ),
  contact: ({ contacts }) => right(contacts.findOrCreate(account, newContact(9), UNLIMITED, NOW)),
  message: ({ messages }) => right(messages.open(draft({}), UNLIMITED, NOW)),
  report: ({ messages }) =>
    right(
      messages.recordStatus(
        account,
        { wamid: 'w', mark: null, shown: nothingShown, status: 'delivered', at: NOW },
        NOW,
      ),
    ),
  upload: ({ uploadHandles }) => right(uploadHandles.keep('m'.repeat(43) as MediaId, '1001', '42', NOW + DAY)),
};

const filled = async (): Promise<FilesystemRecords> => {
  const records = await openFresh();
  await right(records.accounts.create({ name: 'Acme', demo: false }, NOW));
  await right(records.contacts.findOrCreate(account, newContact(1), UNLIMITED, NOW));
  return records;
};

describe('the mark of a store that moves', () => {
  it(
    'begins another copy only after something was written, whatever it was',
    on(filled)(async (records) => {
      const seen = new Set<string>();
      for (const [name, writes] of Object.entries(writers)) {
        const copying = await beginCopy(records.environment);
        expect(seen.has(copying.mark.copy), name).to.equal(false);
        seen.add(copying.mark.copy);
        await right(records.accounts.list);
        expect((await beginCopy(records.environment)).mark, name).to.deep.equal(copying.mark);
        expect(await copying.isCurrent(), name).to.equal(true);
        await writes(records);
        expect(await copying.isCurrent(), name).to.equal(false);
        expect(await copying.moveAway('move', 'host/db'), name).to.equal(false);
      }
      await refuseMovedAway(records.environment);
    }),
  );

  it(
    'lets nothing be written once the store has moved away, and everything be read',
    on(filled)(async (records) => {
      const { environment } = records;
      const copying = await beginCopy(environment);
      expect(await copying.moveAway('move', 'db.example.com:27017/postcard')).to.equal(true);
      const refusals = [
        ...Object.values(writers).map((writes) => () => writes(records)),
        () => refuseMovedAway(environment),
      ];
      for (const refused of refusals) {
        const error = await rejection(refused);
        expect(error).to.be.instanceOf(RecordsUnusable);
        expect(String(error)).to.match(
          /records\.mdb is out of use: everything has moved to db\.example\.com:27017\/postcard; set MONGODB_URL/,
        );
      }
      expect(await whole(records.accounts.list)).to.have.length(1);
      expect((await right(contactsOf(records.contacts, account))).items).to.have.length(1);
      expect((await beginCopy(environment)).mark).to.deep.include({
        ...copying.mark,
        state: 'moved',
        target: 'move',
        to: 'db.example.com:27017/postcard',
      });
    }),
  );

  it(
    'is no hindrance to a backup: what was copied by then is right',
    on(makeKept)(async (kept) => {
      await fillKept(kept);
      const copying = await beginCopy(kept.records.environment);
      await kept.backUp('b');
      expect(await copying.isCurrent()).to.equal(true);
      expect((await beginCopy(kept.records.environment)).mark).to.deep.equal(copying.mark);
      expect(await copying.moveAway('move', 'host/db')).to.equal(true);
      expect(String(await rejection(() => kept.backUp('c')))).to.contain('everything has moved to host/db');
    }),
  );

  it(
    'makes a store that moves away from under its server one that is away: 503, and not ready',
    on(makeKept)(async (kept) => {
      const [message] = await fillKept(kept);
      await kept.records.close();
      const upgrading = { log: silent, stopping: new AbortController().signal, time: realTime };
      const opened = await openFilesystemServer({ dataDir: kept.dataDir, encryptionKey: null }, upgrading);
      if (E.isLeft(opened)) throw new TypeError('it does not serve');
      const { messages, ping, environment, close } = opened.right;
      await right(ping);
      expect(await (await beginCopy(environment)).moveAway('move', 'host/db')).to.equal(true);
      expect(await left(messages.open(draft({}), UNLIMITED, NOW))).to.include({ _tag: 'Unavailable' });
      expect(await left(ping)).to.include({ _tag: 'Unavailable' });
      expect(await some(messages.byId(account, message!.id))).to.include({ state: 'pending' });
      await close();
    }),
  );
});
