/** Where the sandbox logs; a pino logger fits. */
export type SandboxLog = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

const nothing = (): void => undefined;

export const silent: SandboxLog = { info: nothing, warn: nothing, error: nothing };
