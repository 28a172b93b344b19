/**
 * What can become of a message. The order is partial (`failed` may follow `sent` but not `delivered`), so it is a
 * table, not a rank. Steps may be skipped, and a message never goes back.
 */
export const messageStates = ['pending', 'unconfirmed', 'sent', 'delivered', 'read', 'played', 'failed'] as const;
export type MessageState = (typeof messageStates)[number];

/** For each state, the states that a message may come from: what a store compares with before it writes. */
export const statesBefore: Record<MessageState, readonly MessageState[]> = {
  pending: [],
  unconfirmed: ['pending'],
  sent: ['pending', 'unconfirmed'],
  delivered: ['pending', 'unconfirmed', 'sent'],
  read: ['pending', 'unconfirmed', 'sent', 'delivered'],
  played: ['pending', 'unconfirmed', 'sent', 'delivered', 'read'],
  failed: ['pending', 'unconfirmed', 'sent'],
};

export const mayBecome = (from: MessageState, to: MessageState): boolean => statesBefore[to].includes(from);
