import { pipeline } from 'node:stream';
import contentDisposition from 'content-disposition';
import type { Blob } from '../world/blob-store.js';
import { type Exchange, sendJson } from './exchange.js';
import type { SandboxState } from '../world/state.js';

type File = { blob: Blob; type: string; name: string | undefined };

/** Types that a browser may show in place; any other is offered for saving. */
const shown = /^(?:image\/(?:jpeg|png)|video\/|audio\/)/;

/** Answers with kept bytes, in a way that no browser runs them; 404 where they are gone. */
export const sendBlob = (state: SandboxState, exchange: Exchange, { blob, type, name }: File): void => {
  const bytes = state.blobs.read(blob);
  if (bytes === undefined) {
    sendJson(exchange, 404, { error: 'The bytes are not kept any more' });
    return;
  }
  const { res, method } = exchange;
  res.writeHead(200, {
    'content-type': type,
    'content-length': String(blob.size),
    'content-disposition': contentDisposition(name, { type: shown.test(type) ? 'inline' : 'attachment' }),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': 'private, no-store',
  });
  if (method === 'HEAD') {
    bytes.destroy();
    res.end();
    return;
  }
  pipeline(bytes, res, (error) => {
    if (error) res.destroy();
  });
};
