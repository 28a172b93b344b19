/** Settings that the service cannot start with: one line each that says what to write instead. Exit code 78. */
export class SettingsFailure extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'SettingsFailure';
    this.faults = faults;
  }
}

/** The setting that is at fault and what to write instead, by the code of the system's refusal to listen. */
const refusals: Readonly<Record<string, (setting: string, port: number) => string>> = {
  EADDRINUSE: (setting, port) =>
    `${setting}: port ${port} is in use; stop what listens there, or write another port (0 takes a free one)`,
  EACCES: (setting, port) => `${setting}: port ${port} is not ours to take; write a port from 1024 on`,
  EADDRNOTAVAIL: () => 'HOST: this machine has no such address; write one that it has, like 127.0.0.1 or 0.0.0.0',
  ENOTFOUND: () => 'HOST: this name is not known; write an address of this machine, like 127.0.0.1 or 0.0.0.0',
};

/** Listens at the port that a setting names; what the system refuses is a fault of that setting, or of HOST. */
export const listenAs = async <A>(setting: string, port: number, listen: () => Promise<A>): Promise<A> => {
  try {
    return await listen();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const refusal = refusals[code];
    throw refusal === undefined ? error : new SettingsFailure([refusal(setting, port)]);
  }
};
