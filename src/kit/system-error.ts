/** An error that the operating system gave: the disk is full or broken, files run out, a folder is gone. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'errno' in error && typeof error.errno === 'number';

export const isMissing = (error: unknown): boolean => isSystemError(error) && error.code === 'ENOENT';
