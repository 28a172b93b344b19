import { uploadHandlesContract } from '../../../../contracts/upload-handles.js';
import { openFresh } from '../folder.js';

uploadHandlesContract('LMDB', async () => {
  const { uploadHandles: handles, close } = await openFresh();
  return { handles, close };
});
