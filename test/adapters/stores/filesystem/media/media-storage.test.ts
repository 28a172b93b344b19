import { mediaStorageContract } from '../../../../contracts/media-storage.js';
import { openMediaFolder } from '../media-folder.js';

mediaStorageContract('files', openMediaFolder);
