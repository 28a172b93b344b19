import { type Option } from 'fp-ts/lib/Option.js';
import { type Task } from 'fp-ts/lib/Task.js';
import { type Extension, type Format } from '../model/media/media-rules.js';
import { type StagedMedia } from './media-storage.js';

export interface MediaInspector {
  /**
   * What the bytes are, judged by the bytes: none where they are no format we know, a broken one, or text whose
   * extension does not speak of text. The extension decides only between txt and csv, which are alike. Reads at
   * most 256 KiB and takes at most 500 ms.
   */
  readonly detect: (
    file: Pick<StagedMedia, 'sizeBytes' | 'read'>,
    extension: Option<Extension>,
  ) => Task<Option<Format>>;
}
