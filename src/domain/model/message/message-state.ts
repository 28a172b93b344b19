/**
 * What can become of a message. The order is partial (`failed` may follow `sent` but not `delivered`), so it is a
 * table, not a rank. Steps may be skipped, and a message never goes back.
 */
export const messageStates = ['pending', 'unconfirmed', 'sent', 'delivered', 'read', 'played', 'failed'] as const;
export type MessageState = (typeof messageStates)[number];

/** For each state, the states that a message may come from: what a store compares with before it writes. */
export const statesBefore = {
  pending: [],
  unconfirmed: ['pending'],
  sent: ['pending', 'unconfirmed'],
  delivered: ['pending', 'unconfirmed', 'sent'],
  read: ['pending', 'unconfirmed', 'sent', 'delivered'],
  played: ['pending', 'unconfirmed', 'sent', 'delivered', 'read'],
  failed: ['pending', 'unconfirmed', 'sent'],
} as const satisfies Record<MessageState, readonly MessageState[]>;

/** A state from which a message may come to `To`. */
export type StateBefore<To extends MessageState> = (typeof statesBefore)[To][number];

/** Whether a message, or anything that is in a state, may come to another; narrows it to the states that may. */
export const mayBecome = <M extends { readonly state: MessageState }, To extends MessageState>(
  message: M,
  to: To,
): message is Extract<M, { readonly state: StateBefore<To> }> => {
  const before: readonly MessageState[] = statesBefore[to];
  return before.includes(message.state);
};
