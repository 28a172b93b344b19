/** The log of this adapter. It never gets a token, a caption or a whole phone number. */
export interface CallLog {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
  readonly error: (fields: object, message: string) => void;
}

const nothing = (): void => undefined;
export const silentLog: CallLog = { info: nothing, warn: nothing, error: nothing };
