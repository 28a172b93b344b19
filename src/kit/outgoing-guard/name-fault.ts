import { isPrivateNetwork } from '../private-names.js';

/** Why a name is not one of the public Internet; null where it may be. */
export const nameFault = (name: string): string | null => {
  const labels = name.split('.');
  if (name.length > 253 || labels.some((label) => label === '' || label.length > 63)) return 'not a host name';
  if (labels.length === 1) return 'a name without a dot';
  const last = labels.at(-1) ?? '';
  return isPrivateNetwork(last) ? `a name under .${last}` : null;
};
