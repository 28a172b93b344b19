import { type Refusal } from './error-words.js';

/** What the log keeps of a refusal: its cause, which the caller does not learn. */
export interface RefusalRecord {
  readonly level: 'error' | 'info';
  readonly message: 'defect' | 'refused';
  readonly cause: unknown;
}

/** The faults on our side: the operator must know of them. */
const ours: ReadonlySet<string> = new Set<Refusal['_tag']>(['Defect', 'Unavailable']);

/** The record of a refusal; null where it has no cause. */
export const refusalRecord = (refusal: { readonly _tag: string; readonly cause?: unknown }): RefusalRecord | null => {
  const { _tag: tag, cause } = refusal;
  if (cause === undefined && tag !== 'Defect') return null;
  return { level: ours.has(tag) ? 'error' : 'info', message: tag === 'Defect' ? 'defect' : 'refused', cause };
};
