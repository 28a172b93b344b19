import { call, json } from './http-client.js';
import { until } from './until.js';

/** What a recipient got, as the sandbox's list shows it; more than this is there. */
export interface Received {
  readonly wamid: string;
  readonly recipient: string;
  readonly type: string;
  readonly mime: string | null;
  readonly caption: string | null;
  readonly name: string | null;
  readonly link: string | null;
  readonly media_id: string | null;
  /** The file name of the part that was uploaded; null for a link. */
  readonly upload_name: string | null;
  readonly sha256: string | null;
  /** A path of the sandbox. */
  readonly media: string | null;
}

/** Everything that the sandbox accepted for a recipient (digits only), newest first. */
export const receivedBy = async (sandboxUrl: string, recipient: string): Promise<readonly Received[]> => {
  const path = `/sandbox/messages?recipient=${recipient}`;
  return json(await call(sandboxUrl, { method: 'GET', path }))['messages'] as readonly Received[];
};

/** One message, once the sandbox has fetched its media. */
export const receivedMedia = (sandboxUrl: string, recipient: string, wamid: string): Promise<Received> =>
  until(`the media of ${wamid}`, async () =>
    (await receivedBy(sandboxUrl, recipient)).find((message) => message.wamid === wamid && message.media !== null),
  );
