import { type BoundedFile } from '../bounded-file.js';
import { type Box, descendant } from './boxes.js';

/** MPEG-4 audio, and the three AAC profiles of MPEG-2. MP3 (69, 6B) and others stand in the same entry. (mp4ra.org) */
const AAC_OBJECT_TYPES: readonly number[] = [0x40, 0x66, 0x67, 0x68];

const ENTRY_LENGTH = 28;
/** QuickTime's versions 1 and 2 of a sound entry are longer. Their sample description has version 0. */
const EXTRA_LENGTH: Readonly<Record<number, number>> = { 1: 16, 2: 36 };

const ES_DESCRIPTOR = 0x03;
const DECODER_CONFIG = 0x04;

/** Whether an `mp4a` entry of a sample description of that version holds AAC, by its elementary stream descriptor. */
export const isAac = async (file: BoundedFile, entry: Box, descriptionVersion: number): Promise<boolean> => {
  const head = await file.read(entry.start, ENTRY_LENGTH);
  if (head.length < ENTRY_LENGTH) return false;
  const extra = descriptionVersion === 0 ? (EXTRA_LENGTH[head.readUInt16BE(8)] ?? 0) : 0;
  const inner: Box = { ...entry, start: entry.start + ENTRY_LENGTH + extra };
  const descriptor = (await descendant(file, inner, ['esds'])) ?? (await descendant(file, inner, ['wave', 'esds']));
  if (descriptor === undefined) return false;
  const content = await file.read(descriptor.start, Math.min(64, descriptor.end - descriptor.start));
  return AAC_OBJECT_TYPES.includes(objectTypeOf(content) ?? 0);
};

/** A version, then a descriptor of the stream, which holds one of the decoder. (ISO/IEC 14496-1, 7.2.6) */
const objectTypeOf = (content: Buffer): number | undefined => {
  const stream = bodyOf(content, 4, ES_DESCRIPTOR);
  if (stream === undefined) return undefined;
  const flags = content[stream + 2] ?? 0;
  const dependsOn = (flags & 0x80) === 0 ? 0 : 2;
  const url = (flags & 0x40) === 0 ? 0 : 1 + (content[stream + 3 + dependsOn] ?? 0);
  const clock = (flags & 0x20) === 0 ? 0 : 2;
  const decoder = bodyOf(content, stream + 3 + dependsOn + url + clock, DECODER_CONFIG);
  return decoder === undefined ? undefined : content[decoder];
};

/** Where the body of a descriptor of that tag begins: behind a length of one to four bytes, all but the last marked. */
const bodyOf = (content: Buffer, at: number, tag: number): number | undefined => {
  if (content[at] !== tag) return undefined;
  for (let position = at + 1; position <= at + 4; position++)
    if (((content[position] ?? 0x80) & 0x80) === 0) return position + 1;
  return undefined;
};
