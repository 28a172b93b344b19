import { uploadHandlesContract } from '../../../../contracts/upload-handles.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { openFresh } from '../fresh.js';

withMongodb(() => {
  uploadHandlesContract('MongoDB', async () => {
    const { uploadHandles: handles, close } = await openFresh();
    return { handles, close };
  });
});
