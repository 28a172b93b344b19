import { type Option } from 'fp-ts/lib/Option.js';
import { type Task } from 'fp-ts/lib/Task.js';
import { type Extension } from '../model/media/media-rules.js';
import { type Recognition } from '../model/media/recognized.js';
import { type StagedMedia } from './media-storage.js';

export interface MediaInspector {
  /**
   * The format of a file, judged by its bytes. Left for an unknown format, a broken file, or text whose extension is
   * not one of text. The extension decides only between txt and csv, which look alike. Reads at most 256 KiB and takes
   * at most 500 ms.
   */
  readonly detect: (file: Pick<StagedMedia, 'sizeBytes' | 'read'>, extension: Option<Extension>) => Task<Recognition>;
}
