/** Settings that the service cannot start with: one line each that says what to write instead. Exit code 78. */
export class SettingsFailure extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'SettingsFailure';
    this.faults = faults;
  }
}

/** What to write instead, by the code of the system's refusal to listen. */
const refusals: Readonly<Record<string, (port: number) => string>> = {
  EADDRINUSE: (port) => `port ${port} is in use; stop what listens there, or write another port (0 takes a free one)`,
  EACCES: (port) => `port ${port} is not ours to take; write a port from 1024 on`,
  EADDRNOTAVAIL: () => 'HOST is no address of this machine; write one that is, like 127.0.0.1 or 0.0.0.0',
  ENOTFOUND: () => 'HOST is not known; write an address of this machine, like 127.0.0.1 or 0.0.0.0',
};

/** Listens at the port that a setting names; what the system refuses is a fault of that setting. */
export const listenAs = async <A>(setting: string, port: number, listen: () => Promise<A>): Promise<A> => {
  try {
    return await listen();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const refusal = refusals[code];
    throw refusal === undefined ? error : new SettingsFailure([`${setting}: ${refusal(port)}`]);
  }
};
