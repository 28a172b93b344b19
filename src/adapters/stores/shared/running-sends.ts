import { type MessageRef } from '../../../domain/model/message/opened-message.js';

/** The messages that this process has opened and not settled yet, as they were opened. */
export interface RunningSends<A> {
  readonly begin: (message: MessageRef, opened: A) => void;
  readonly end: (message: MessageRef) => void;
  readonly get: (message: MessageRef) => A | undefined;
  readonly has: (message: MessageRef) => boolean;
}

export const runningSends = <A>(): RunningSends<A> => {
  const running = new Map<string, A>();
  const nameOf = ({ accountId, id }: MessageRef): string => `${accountId}/${id}`;
  return {
    begin: (message, opened) => void running.set(nameOf(message), opened),
    end: (message) => void running.delete(nameOf(message)),
    get: (message) => running.get(nameOf(message)),
    has: (message) => running.has(nameOf(message)),
  };
};
