/** A command that fails. The message says why, and what to do. Exit code 1. */
export class CommandFailure extends Error {}

/** A command with wrong usage. Exit code 2. */
export class UsageFailure extends Error {}

export const fail = (message: string): never => {
  throw new CommandFailure(message);
};

export const misuse = (message: string): never => {
  throw new UsageFailure(message);
};
