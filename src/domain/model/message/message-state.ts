/**
 * The states of a message. Their order is partial (`failed` may follow `sent` but not `delivered`), so it is a table,
 * not a rank. A message may skip states, and never goes back.
 */
export const messageStates = ['pending', 'unconfirmed', 'sent', 'delivered', 'read', 'played', 'failed'] as const;
export type MessageState = (typeof messageStates)[number];

/** The statuses that WhatsApp reports of a message. */
export const reportedStatuses = ['sent', 'delivered', 'read', 'played', 'failed'] as const;
export type ReportedStatus = (typeof reportedStatuses)[number];

/** The states into which a message can be settled by hand (SPEC 5). */
export const handStates = ['failed', 'delivered'] as const satisfies readonly MessageState[];
export type HandState = (typeof handStates)[number];

/** For each state, the states that may come before it. A store compares with this list in its write. */
export const statesBefore = {
  pending: [],
  unconfirmed: ['pending'],
  sent: ['pending', 'unconfirmed'],
  delivered: ['pending', 'unconfirmed', 'sent'],
  read: ['pending', 'unconfirmed', 'sent', 'delivered'],
  played: ['pending', 'unconfirmed', 'sent', 'delivered', 'read'],
  failed: ['pending', 'unconfirmed', 'sent'],
} as const satisfies Record<MessageState, readonly MessageState[]>;

/** A state that may come before `To`. */
export type StateBefore<To extends MessageState> = (typeof statesBefore)[To][number];

/**
 * Whether a message, or another value with a state, may change to state `to`. Narrows its type to the states that may.
 */
export const mayBecome = <M extends { readonly state: MessageState }, To extends MessageState>(
  message: M,
  to: To,
): message is Extract<M, { readonly state: StateBefore<To> }> => {
  const before: readonly MessageState[] = statesBefore[to];
  return before.includes(message.state);
};
