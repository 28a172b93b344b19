/** A command that cannot do what it was asked; the message says why, and what to do. Exit code 1. */
export class CommandFailure extends Error {}

/** A command that was written wrongly. Exit code 2. */
export class UsageFailure extends Error {}

export const fail = (message: string): never => {
  throw new CommandFailure(message);
};

export const misuse = (message: string): never => {
  throw new UsageFailure(message);
};
