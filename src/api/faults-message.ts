import { type FieldFaults } from '../domain/model/errors.js';

/** The faults of fields in one sentence: the only fault, or the first and how many more there are. */
export const faultsMessage = (faults: FieldFaults): string => {
  const [first = '', ...more] = Object.values(faults).flat();
  if (more.length === 0) return first;
  return `${first} (and ${more.length} more ${more.length === 1 ? 'fault' : 'faults'}; details names them by field)`;
};
