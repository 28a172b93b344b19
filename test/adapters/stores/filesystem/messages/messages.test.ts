import { filesystemMessages } from '../../../../../src/adapters/stores/filesystem/messages/messages.js';
import { messagesContract } from '../../../../contracts/messages.js';
import { openFresh } from '../folder.js';

messagesContract('LMDB', async () => {
  const { messages, contacts, media, environment, close } = await openFresh();
  return { messages, contacts, elsewhere: filesystemMessages(environment, media), close };
});
