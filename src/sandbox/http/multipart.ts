import busboy from 'busboy';
import * as E from 'fp-ts/lib/Either.js';
import type { Exchange } from './exchange.js';
import type { GraphError } from '../meta/graph-error.js';

type Handlers = {
  field: (name: string, value: string) => void;
  /** Resolves when the file is stored or refused; a refusal ends the parsing at once. */
  file: (stream: AsyncIterable<Uint8Array>, type: string) => Promise<E.Either<GraphError, unknown>>;
};

const limits = { files: 3, fields: 10, fieldSize: 1_024, parts: 13, headerPairs: 50 };

/** Runs busboy over the request. Resolves to a refusal of the file as soon as it is known; rejects on a bad body. */
export const parseForm = ({ req }: Exchange, handlers: Handlers): Promise<GraphError | undefined> =>
  new Promise((resolve, reject) => {
    const parser = busboy({ headers: req.headers, limits });
    const stop = (): void => {
      req.unpipe(parser);
      req.off('close', cutOff);
      parser.removeAllListeners('close');
      parser.on('error', () => undefined).destroy();
    };
    const cutOff = (): void => {
      if (req.complete) return;
      stop();
      reject(new Error('the request was cut'));
    };
    parser.on('field', (name, value) => {
      handlers.field(name, value);
    });
    let taken = false;
    parser.on('file', (name, stream, { mimeType }) => {
      stream.on('error', () => undefined);
      if (name !== 'file' || taken) {
        stream.resume();
        return;
      }
      taken = true;
      void handlers.file(stream, mimeType).then((result) => {
        if (E.isRight(result)) return;
        stop();
        resolve(result.left);
      });
    });
    parser.on('error', (error) => {
      stop();
      reject(error instanceof Error ? error : new Error('malformed multipart body'));
    });
    parser.on('close', () => {
      stop();
      resolve(undefined);
    });
    req.on('close', cutOff);
    req.pipe(parser);
  });
