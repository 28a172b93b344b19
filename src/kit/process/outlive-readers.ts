/** Goes on when whoever read what this process prints is gone (`postcard serve | head`), which is else a defect. */
export const outliveReaders = (): void => {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
};
