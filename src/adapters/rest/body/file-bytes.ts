import { type Readable } from 'node:stream';

/** A file's bytes as the parser gives them. */
export interface FileBytes {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Lets what was not read go by, so that the parser can go on. */
  readonly leave: () => void;
}

/**
 * Bytes straight from the parser's stream, chunk by chunk as they lie in its memory (`for await` over the stream
 * would join them). The stream stands still between two pulls. It never throws: a broken stream just ends.
 */
export const fileBytes = (file: Readable): FileBytes => {
  const arrived: Uint8Array[] = [];
  let waiting: ((next: IteratorResult<Uint8Array, undefined>) => void) | null = null;
  let over = false;

  const onData = (chunk: Uint8Array): void => {
    file.pause();
    if (waiting === null) arrived.push(chunk);
    else answer({ done: false, value: chunk });
  };
  const onEnd = (): void => {
    over = true;
    answer(END);
  };
  const answer = (next: IteratorResult<Uint8Array, undefined>): void => {
    const resolve = waiting;
    waiting = null;
    resolve?.(next);
  };
  file.pause();
  file.on('data', onData).once('end', onEnd).once('close', onEnd).on('error', onEnd);

  const iterator: AsyncIterator<Uint8Array, undefined> = {
    next: () => {
      const chunk = arrived.shift();
      if (chunk !== undefined) return Promise.resolve({ done: false, value: chunk });
      if (over) return Promise.resolve(END);
      return new Promise((resolve) => {
        waiting = resolve;
        file.resume();
      });
    },
    return: () => Promise.resolve(END),
  };
  return {
    bytes: { [Symbol.asyncIterator]: () => iterator },
    leave: () => {
      arrived.length = 0;
      file.off('data', onData).resume();
    },
  };
};

const END: IteratorReturnResult<undefined> = { done: true, value: undefined };
