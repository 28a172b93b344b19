import { mediaStorageContract } from '../../../../contracts/media-storage.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { openMediaDatabase } from '../media-database.js';

withMongodb(() => {
  mediaStorageContract('GridFS', openMediaDatabase);
});
