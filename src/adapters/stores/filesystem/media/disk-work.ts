import { isSystemError } from '../../../../kit/system-error.js';
import { storeWork } from '../../shared/store-work.js';
import { StoreFault } from '../../shared/store-fault.js';

/** Work on the disk and its records. An error of the system or of the records is a fault of the store. */
export const diskWork = storeWork((error) => isSystemError(error) || error instanceof StoreFault);
