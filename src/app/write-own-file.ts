import { writePrivateFile } from '../kit/files/private-file.js';
import { isSystemError } from '../kit/system-error.js';
import { SettingsFailure } from './settings-failure.js';

/** Writes a file in `DATA_DIR` (mode 0600). A folder in its place is a fault of the settings. */
export const writeOwnFile = async (path: string, text: string): Promise<void> => {
  try {
    await writePrivateFile(path, text);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'EISDIR') throw error;
    throw new SettingsFailure([`DATA_DIR: ${path} is a folder, and a file belongs there; move it away`]);
  }
};
