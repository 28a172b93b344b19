import { uploadHandlesContract } from '../../contracts/upload-handles.js';
import { openFresh, withMongodb } from './database.js';

withMongodb(() => {
  uploadHandlesContract('MongoDB', async () => {
    const { uploadHandles: handles, close } = await openFresh();
    return { handles, close };
  });
});
