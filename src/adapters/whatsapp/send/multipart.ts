import { multipartForm } from '../../../kit/multipart/write-form.js';

/** The file to upload. */
export interface UploadedFile {
  /** The name of the part. */
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/** A multipart body whose length is known before its bytes are. */
export interface UploadForm {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
  /** Whether the file's own bytes failed: they could not be read, or their number was wrong. */
  readonly sourceFailed: () => boolean;
  /** Whether the whole body was pulled. An earlier answer does not judge the whole file. */
  readonly isPulled: () => boolean;
}

/** The file did not have the announced number of bytes. */
const wrongSize = (): Error => new Error('the file is not as long as it should be');

/**
 * The form of `POST /{phone-number-id}/media`: `messaging_product`, `type`, and the file. WhatsApp judges the file's
 * own Content-Type. The file's bytes pass through as they are pulled, and none is kept. `Content-Length` is exact,
 * because the Graph API does not accept chunked bodies from every client. Iterate `body` once. `givenUp` ends it, also
 * while it waits for the source.
 */
export const uploadForm = (file: UploadedFile, givenUp: AbortSignal): UploadForm => {
  const { headers, head, tail } = multipartForm(
    { messaging_product: 'whatsapp', type: file.type },
    { name: 'file', filename: file.name, type: file.type, sizeBytes: file.sizeBytes },
  );
  let failed = false;
  let pulled = false;

  const body = async function* (): AsyncGenerator<Uint8Array> {
    yield head;
    let size = 0;
    try {
      for await (const chunk of untilAborted(file.bytes(), givenUp)) {
        size += chunk.length;
        if (size > file.sizeBytes) break;
        if (chunk.length > 0) yield chunk;
      }
      if (givenUp.aborted) return;
      if (size !== file.sizeBytes) throw wrongSize();
    } catch (error) {
      failed = true;
      throw error;
    }
    pulled = true;
    yield tail;
  };

  return {
    headers,
    body: body(),
    sourceFailed: () => failed,
    isPulled: () => pulled,
  };
};

/** The same bytes. They end early if the signal aborts, even while the reader waits for the source. */
const untilAborted = async function* (
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const source = bytes[Symbol.asyncIterator]();
  let wake = (): void => undefined;
  const onAbort = (): void => {
    wake();
  };
  // Each chunk has its own promise. A race with a promise that lives as long as the upload would keep every chunk in
  // memory.
  const pull = (): Promise<IteratorResult<Uint8Array, unknown>> =>
    new Promise((resolve, reject) => {
      wake = () => {
        resolve({ done: true, value: undefined });
      };
      source.next().then(resolve, reject);
    });
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    while (!signal.aborted) {
      const result = await pull();
      if (result.done === true) return;
      yield result.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Not awaited, because a source that hangs would delay the end of the upload.
    void Promise.resolve(source.return?.()).catch(() => undefined);
  }
};
