import { type IncomingMessage } from 'node:http';
import { ANSWER_KEPT } from '../../domain/model/webhook/delivery-try.js';

/**
 * What came of an answer's first 2 KiB as text, where what is no UTF-8 is replaced; null where nothing came. Resolves when
 * they are there or the answer ends, however it ends. The connection is given up unless the answer was whole by then.
 */
export const answerStart = (answer: IncomingMessage): Promise<string | null> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (): void => {
      if (!answer.complete) answer.destroy();
      resolve(size === 0 ? null : Buffer.concat(chunks).subarray(0, ANSWER_KEPT).toString('utf8'));
    };
    if (answer.destroyed) return end();
    answer.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= ANSWER_KEPT) end();
    });
    answer.once('end', end).once('close', end);
  });
