import { type Option } from 'fp-ts/lib/Option.js';
import { type Task } from 'fp-ts/lib/Task.js';
import { type Extension, type Format } from '../model/media/media-rules.js';
import { type StagedMedia } from './media-storage.js';

export interface MediaInspector {
  /**
   * The format of a file, judged by its bytes. None for an unknown format, a broken file, or text whose extension is
   * not one of text. The extension decides only between txt and csv, which look alike. Reads at most 256 KiB and takes
   * at most 500 ms.
   */
  readonly detect: (
    file: Pick<StagedMedia, 'sizeBytes' | 'read'>,
    extension: Option<Extension>,
  ) => Task<Option<Format>>;
}
