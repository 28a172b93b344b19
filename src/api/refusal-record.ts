import { type Refusal } from './error-words.js';

/** The log line of a refusal. It has the cause, which the caller does not learn. */
export interface RefusalRecord {
  readonly level: 'error' | 'info';
  readonly message: 'defect' | 'refused';
  readonly cause: unknown;
}

/** Faults on our side, which the operator must see. */
const ours: ReadonlySet<string> = new Set<Refusal['_tag']>(['Defect', 'Unavailable']);

/** The log line of a refusal; null if it has no cause. */
export const refusalRecord = (refusal: { readonly _tag: string; readonly cause?: unknown }): RefusalRecord | null => {
  const { _tag: tag, cause } = refusal;
  if (cause === undefined && tag !== 'Defect') return null;
  return { level: ours.has(tag) ? 'error' : 'info', message: tag === 'Defect' ? 'defect' : 'refused', cause };
};
