/** The exit code of wrong settings: EX_CONFIG of sysexits.h. */
export const WRONG_SETTINGS = 78;

/** Settings that the service cannot start with. Each has one line, which says what to write instead. Exit code 78. */
export class SettingsFailure extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'SettingsFailure';
    this.faults = faults;
  }
}

/** The setting at fault and what to write instead, by the code with which the system refused to listen. */
const refusals: Readonly<Record<string, (setting: string, port: number) => string>> = {
  EADDRINUSE: (setting, port) =>
    `${setting}: port ${port} is in use; stop what listens there, or write another port (0 takes a free one)`,
  EACCES: (setting, port) => `${setting}: this process may not use port ${port}; write a port from 1024 on`,
  EADDRNOTAVAIL: () => 'HOST: this machine has no such address; write one that it has, like 127.0.0.1 or 0.0.0.0',
  ENOTFOUND: () => 'HOST: this name is not known; write an address of this machine, like 127.0.0.1 or 0.0.0.0',
};

/** Listens at the port of a setting. A refusal of the system is a fault of that setting, or of HOST. */
export const listenAs = async <A>(setting: string, port: number, listen: () => Promise<A>): Promise<A> => {
  try {
    return await listen();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const refusal = refusals[code];
    throw refusal === undefined ? error : new SettingsFailure([refusal(setting, port)]);
  }
};
