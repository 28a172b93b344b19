import { expect } from 'chai';
import { isRight } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { pino } from 'pino';
import { type Environment, openEnvironment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { type TableName } from '../../../../../src/adapters/stores/filesystem/lmdb/table-names.js';
import { type Key } from '../../../../../src/adapters/stores/filesystem/lmdb/table.js';
import { openFilesystemServer } from '../../../../../src/adapters/stores/filesystem/records.js';
import { keysOf } from '../../../../../src/adapters/stores/filesystem/messages/message-index.js';
import { messageRecord } from '../../../../../src/adapters/stores/records/message.js';
import { filesystemSteps } from '../../../../../src/adapters/stores/filesystem/upgrade/steps.js';
import { type MessageFilter } from '../../../../../src/domain/model/message/message-page.js';
import { openedMessage } from '../../../../../src/domain/model/message/message.js';
import { type ChatMessageId } from '../../../../../src/domain/model/message/opened-message.js';
import { manualTimer } from '../../../../kit/time/manual-timer.js';
import { ACME, draft, everyMessage, NOW, phone, recipient, right, userId } from '../../../../contracts/support.js';
import { makeDataDir } from '../folder.js';

/** The format before the step. */
const BEFORE = (filesystemSteps.find(({ name }) => name.startsWith('messages are found'))?.to ?? 0) - 1;

const rawTable = (environment: Environment, name: TableName) =>
  environment.table<Key, unknown>({ name, codec: t.unknown, show: String });

const messages = [
  openedMessage(draft({ recipient: recipient(1, 1) }), 1 as ChatMessageId, NOW, 0),
  openedMessage(draft({ recipient: recipient(2, null), mediaType: 'audio' }), 2 as ChatMessageId, NOW + 1, 0),
];

/** A message as the version before wrote it: without what came later. */
const before = (message: (typeof messages)[number]): unknown => {
  const {
    timeline: _timeline,
    settledByHand: _byHand,
    ...record
  } = messageRecord.encode(message) as Record<string, unknown>;
  return record;
};

describe('a store whose messages were found by fewer terms', () => {
  for (const [what, after] of [
    ['untouched', null],
    ['of which the step was cut', [1, 'all', 0, NOW, 1]],
  ] as const)
    it(`finds each by all of them after its upgrade, and only once: ${what}`, async () => {
      const { dataDir, remove } = await makeDataDir();
      const filling = await openEnvironment({ dataDir });
      const put = (name: TableName, key: Key, record: unknown) => rawTable(filling, name).put(key, record);
      await right(
        filling.write(() => ({
          answer: undefined,
          writes: [
            put('format', 'format', after === null ? BEFORE : BEFORE + 1),
            ...(after === null ? [] : [put('upgrade', 'upgrade', { version: null, unfinished: { part: 0, after } })]),
            ...messages.flatMap((one) => [
              put('messages', [1, one.id], before(one)),
              ...(after === null || one.id !== 1
                ? [put('message-index', [1, 'all', 0, one.createdAt, one.id], true)]
                : []),
              put('message-index', [1, 'contact', 1, one.createdAt, one.id], true),
              put('message-index', [1, 'type', one.mediaType, one.createdAt, one.id], true),
              put('message-index', [1, 'state', 'pending', one.createdAt, one.id], true),
            ]),
            put('message-index', [1, 'user', userId(1), NOW, 1], true),
            put('messages', [1, 3], 'damaged'),
          ],
        })),
      );
      await filling.close();
      const logged: string[] = [];
      const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
      const upgrading = { log, stopping: new AbortController().signal, time: manualTimer() };
      const opened = await openFilesystemServer({ dataDir, encryptionKey: null }, upgrading);
      if (!isRight(opened)) throw new Error(opened.left._tag);
      const { environment, messages: port, close } = opened.right;
      try {
        const found = async (filter: Partial<MessageFilter>) =>
          (await right(port.list(ACME, { ...everyMessage, ...filter }, null, 10))).messages.map(({ id }) => id);
        expect(await found({})).to.deep.equal([2, 1]);
        expect(await found({ phone: phone(2) })).to.deep.equal([2]);
        expect(await found({ userId: userId(1) })).to.deep.equal([1]);
        expect(await found({ state: 'pending', mediaType: 'audio' })).to.deep.equal([2]);
        expect(await found({ mediaType: 'image', contactId: draft().contactId })).to.deep.equal([1]);
        const rows = await right(environment.read(() => rawTable(environment, 'message-index').keys({})));
        const expected = messages.flatMap((one) => keysOf({ ...one, ...one.recipient }));
        expect(rows).to.have.deep.members(expected as unknown as Key[]);
        expect(logged.join('')).to.contain('messages/1/3');
      } finally {
        await close();
        await remove();
      }
    });
});
