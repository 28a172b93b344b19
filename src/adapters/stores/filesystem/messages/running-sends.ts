import { type MessageRef } from '../../../../domain/model/message.js';

/** The messages that this process has opened and not yet settled. */
export interface RunningSends {
  readonly begin: (message: MessageRef) => void;
  readonly end: (message: MessageRef) => void;
  readonly has: (message: MessageRef) => boolean;
}

export const runningSends = (): RunningSends => {
  const running = new Set<string>();
  const nameOf = ({ accountId, id }: MessageRef): string => `${accountId}:${id}`;
  return {
    begin: (message) => void running.add(nameOf(message)),
    end: (message) => void running.delete(nameOf(message)),
    has: (message) => running.has(nameOf(message)),
  };
};
