import { newPicture } from '../calls.js';
import { multipartOf, multipartType } from '../doors.js';
import { headOf, statusOf, statusOn } from '../raw/http.js';
import { openLine } from '../raw/line.js';

interface Multipart {
  readonly head: string;
  readonly body: Buffer;
}

/** An upload of a file as a picture. */
export const uploadOfPicture = (token: string, fileName: string, bytes: Buffer): Multipart => {
  const body = multipartOf({ ...newPicture(2_000), fileName, bytes });
  const head = headOf('POST', '/messages/media', {
    Authorization: `Bearer ${token}`,
    'Content-Type': multipartType,
    'Content-Length': String(body.length),
  });
  return { head, body };
};

/** Its status, and how long it took in milliseconds. */
export const timed = async (
  url: string,
  request: readonly (Buffer | string)[],
): Promise<{ readonly status: number | null; readonly took: number }> => {
  const from = performance.now();
  return { status: await statusOf(url, request), took: performance.now() - from };
};

/** Sends a whole request and hangs up so many milliseconds later, unless it is answered before. */
export const hangUpAfter = async (
  url: string,
  request: readonly (Buffer | string)[],
  milliseconds: number,
): Promise<void> => {
  const line = await openLine(url);
  for (const bytes of request) await line.write(bytes);
  await statusOn(line, milliseconds);
  line.socket.destroy();
};

/** A send whose file is fetched from an URL. */
export const sendOfUrl = (token: string, mediaUrl: string, headers: Readonly<Record<string, string>> = {}): string => {
  const body = JSON.stringify({ phone: '+14155550123', media_type: 'image', media_url: mediaUrl });
  return (
    headOf('POST', '/messages/media', {
      Authorization: `Bearer ${token}`,
      ...headers,
      'Content-Type': 'application/json',
      'Content-Length': String(body.length),
    }) + body
  );
};
