import { readFileSync } from 'node:fs';
import { type Extension, mediaRules } from '../../src/domain/model/media/media-rules.js';

const load = (extension: Extension): Buffer => readFileSync(new URL(`samples/sample.${extension}`, import.meta.url));

/** Every extension that Postcard takes. */
export const extensions: readonly Extension[] = Object.values(mediaRules).flatMap(({ extensions }) => extensions);

/** A real, small file of each extension: players, browsers and office programs open them. */
export const samples = Object.fromEntries(extensions.map((extension) => [extension, load(extension)])) as Record<
  Extension,
  Buffer
>;

export const sample = (extension: Extension): Buffer => samples[extension];
