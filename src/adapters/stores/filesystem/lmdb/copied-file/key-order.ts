import { refuseIf } from '../file-format/page.js';

/** Checks that keys come in order, and branch keys between the keys that they separate. */
export const makeOrder = (name: string, isNumeric: boolean) => {
  let last: { readonly page: Buffer; readonly begin: number; readonly end: number; readonly isKey: boolean } | null =
    null;
  const compare = (page: Buffer, begin: number, end: number): number => {
    if (last === null) return 1;
    if (!isNumeric) return page.compare(last.page, last.begin, last.end, begin, end);
    const [before, now] = [last.page.readBigUInt64LE(last.begin), page.readBigUInt64LE(begin)];
    return now > before ? 1 : now < before ? -1 : 0;
  };
  /** Takes the next key of a leaf, or of a branch: that one is the least that a leaf behind it may have. */
  return (page: Buffer, begin: number, end: number, isKey: boolean): void => {
    const order = compare(page, begin, end);
    refuseIf(order < 0 || (order === 0 && last?.isKey === true), `the keys of ${name} are out of order`);
    last = { page, begin, end, isKey };
  };
};
