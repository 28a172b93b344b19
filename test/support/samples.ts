import { readFileSync } from 'node:fs';
import { type Extension } from '../../src/domain/media-rules.js';

/** A real, small file of every extension that Postcard takes: players and office programs open them. */
const extensions = [
  'jpg',
  'jpeg',
  'png',
  'webp',
  'pdf',
  'doc',
  'docx',
  'xls',
  'xlsx',
  'ppt',
  'pptx',
  'txt',
  'csv',
  'mp4',
  '3gp',
  'mp3',
  'ogg',
  'opus',
  'amr',
  'aac',
] as const satisfies readonly Extension[];

const load = (extension: Extension): Buffer => readFileSync(new URL(`samples/sample.${extension}`, import.meta.url));

export const samples = Object.fromEntries(extensions.map((extension) => [extension, load(extension)])) as Record<
  Extension,
  Buffer
>;

export const sample = (extension: Extension): Buffer => samples[extension];
