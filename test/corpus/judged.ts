import { open } from 'node:fs/promises';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { mediaInspector } from '../../src/adapters/inspect/media-inspector.js';
import { type Recognized, type Unrecognized } from '../../src/domain/model/media/recognized.js';
import { type Extension, extensionFits } from '../../src/domain/model/media/media-rules.js';

/** What the inspector says of one file, and what that cost. */
export interface Judged {
  readonly path: string;
  readonly extension: Extension;
  /** The format, where it is not the one of the extension; else what the refusal says; empty for a file as named. */
  readonly remark: string;
  readonly isRefused: boolean;
  readonly readBytes: number;
  readonly milliseconds: number;
  /** Of all threads of this process. Unlike the time that passed, other programs do not change it. */
  readonly processorMilliseconds: number;
}

export const judge = async (path: string, extension: Extension): Promise<Judged> => {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    let readBytes = 0;
    const read = async (position: number, length: number): Promise<Uint8Array> => {
      readBytes += length;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    };
    const [start, used] = [performance.now(), process.cpuUsage()];
    const recognition = await mediaInspector.detect({ sizeBytes: size, read }, O.some(extension))();
    const milliseconds = performance.now() - start;
    const { user, system } = process.cpuUsage(used);
    const remark = E.match(
      ({ reason, detected }: Unrecognized) => `${reason}, ${detected ?? 'not known'}`,
      ({ format, traits }: Recognized) =>
        [...(extensionFits(extension, format) ? [] : [`is ${format}`]), ...traits.map(({ _tag }) => _tag)].join(', '),
    )(recognition);
    return {
      path,
      extension,
      remark,
      isRefused: E.isLeft(recognition),
      readBytes,
      milliseconds,
      processorMilliseconds: (user + system) / 1_000,
    };
  } finally {
    await file.close();
  }
};
