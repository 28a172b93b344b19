import * as E from 'fp-ts/lib/Either.js';
import { type Environment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { filesystemMessages } from '../../../../../src/adapters/stores/filesystem/messages/messages.js';
import { unavailable } from '../../../../../src/domain/model/errors.js';
import { type ChatMessageId } from '../../../../../src/domain/model/message/opened-message.js';
import { eventWritersContract } from '../../../../contracts/events.js';
import { left, NOW, some } from '../../../../contracts/support.js';
import { until } from '../../../../support/until.js';
import { openTwice } from './stage.js';

/** An environment whose writes are done, but later than their callers wait. */
const late = (environment: Environment): Environment => ({
  ...environment,
  writeEither: (decide, onLate) => async () => {
    const written = await environment.writeEither(decide)();
    if (E.isRight(written)) onLate?.(written.right);
    return E.left(unavailable(new Error('late')));
  },
});

const FIRST = 1 as ChatMessageId;

eventWritersContract('LMDB', async () => {
  const { records, elsewhere, close } = await openTwice();
  const { messages, environment, media } = records;
  return {
    ...records,
    elsewhere,
    openLate: async (draft) => {
      await left(filesystemMessages(late(environment), media).open(draft, -1, NOW));
      await until('the message to be given up', async () => {
        const { state } = await some(messages.byId(draft.accountId, FIRST));
        return state === 'failed';
      });
    },
    close,
  };
});
