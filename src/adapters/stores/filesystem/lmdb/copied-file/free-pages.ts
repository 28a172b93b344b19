import { refuseIf } from '../file-format/page.js';

/** The pages that a record of the free list names. A negative number is the length of a block that the next one begins. */
export function* freePages(bytes: Buffer, data: number, size: number): Generator<number> {
  const count = Number(bytes.readBigInt64LE(data));
  refuseIf(count < 0 || (count + 1) * 8 > size, 'the free list has an impossible length');
  for (let index = 1; index <= count; index += 1) {
    const entry = Number(bytes.readBigInt64LE(data + 8 * index));
    if (entry === 0) continue;
    if (entry > 0) {
      yield entry;
      continue;
    }
    index += 1;
    if (index > count) return;
    const first = Number(bytes.readBigInt64LE(data + 8 * index));
    for (let page = first; page < first - entry; page += 1) yield page;
  }
}
