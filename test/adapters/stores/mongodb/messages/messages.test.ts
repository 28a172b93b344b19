import { messagesContract } from '../../../../contracts/messages.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { openFresh, openPatiently } from '../fresh.js';

withMongodb(() => {
  messagesContract('MongoDB', async () => {
    const { messages, contacts, url, close } = await openFresh();
    const node = await openPatiently(url);
    return {
      messages,
      contacts,
      elsewhere: node.messages,
      close: async () => {
        await node.close();
        await close();
      },
    };
  });
});
