import { at, readJson } from '../read-json.js';

/** What happened to one phone number of one business account, as far as it is read here. */
export interface Change {
  /** The business account that the change is told of. */
  readonly businessAccountId: string | null;
  /** Whose phone number it is about; null for changes that are about none. */
  readonly phoneNumberId: string | null;
  readonly statuses: readonly unknown[];
  readonly messages: readonly unknown[];
}

/**
 * The changes of a webhook body, in its order: `entry[].changes[].value`. Each stands for itself, so whatever is not
 * shaped like one is left out; a body that is no JSON has none. An entry without changes is a change of nothing: it
 * still names its business account.
 */
export const changesOf = (raw: Uint8Array): readonly Change[] => {
  const body = readJson(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('utf8'));
  return list(at(body, 'entry')).flatMap((entry) => {
    const businessAccountId = idOf(at(entry, 'id'));
    const changes = list(at(entry, 'changes'));
    return (changes.length === 0 ? [null] : changes).map((change) => ({
      businessAccountId,
      phoneNumberId: idOf(at(change, 'value', 'metadata', 'phone_number_id')),
      statuses: list(at(change, 'value', 'statuses')),
      messages: list(at(change, 'value', 'messages')),
    }));
  });
};

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Meta writes ids as texts of digits. */
const idOf = (value: unknown): string | null =>
  typeof value === 'string' && /^[0-9]{1,64}$/.test(value) ? value : null;
