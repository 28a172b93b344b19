import { SingleBar } from 'cli-progress';

/** A progress bar of media files on stderr, if that is a terminal. */
export interface FilesBar {
  readonly watch: (done: number, total: number) => void;
  /** If the work fails, the bar stays where it was. */
  readonly stop: () => void;
}

export const filesBar = (): FilesBar => {
  let bar: SingleBar | null = null;
  return {
    watch: (done, total) => {
      if (bar === null) {
        const format = 'media files {bar} {percentage}% | {value} of {total}';
        bar = new SingleBar({ format, stream: process.stderr, hideCursor: true, noTTYOutput: false });
        bar.start(total, 0);
      }
      bar.update(done);
    },
    stop: () => bar?.stop(),
  };
};
