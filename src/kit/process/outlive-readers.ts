/**
 * Goes on when the reader of this process's output has gone (`postcard serve | head`), which would else be a defect.
 */
export const outliveReaders = (): void => {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
};
