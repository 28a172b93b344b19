/** Settings that the service cannot start with: one line each that says what to write instead. Exit code 78. */
export class SettingsFailure extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super('the settings are wrong');
    this.faults = faults;
  }
}
