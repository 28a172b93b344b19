import { conversions } from './conversions.js';
import { crowds } from './crowds.js';
import { downloads } from './downloads.js';
import { held } from './held.js';
import { namedAccounts } from './named-accounts.js';
import { oddRequests } from './odd-requests.js';
import { messagePieces, unaryPieces, uploadFramePieces } from './grpc-pieces.js';
import { bodyPieces, multipartPieces, webhookPieces } from './pieces.js';
import { type Raid } from './raid.js';
import { manyReaders } from './readers.js';
import { siege } from './siege.js';
import { streams } from './streams.js';
import { fullTexts } from './texts.js';
import { unread } from './unread.js';

/** What hostile callers do together, by the name of its row. */
export const raids = {
  'unsigned webhooks in chunks': webhookPieces,
  'JSON and form bodies in chunks': bodyPieces,
  'multipart uploads in chunks': multipartPieces,
  'unary gRPC messages in DATA frames': unaryPieces,
  'gRPC uploads in DATA frames': uploadFramePieces,
  'gRPC uploads in small messages': messagePieces,
  'input that never becomes whole': held,
  'answers that nobody reads': unread,
  'gRPC streams begun in one packet': streams,
  'connections that fill a door': crowds,
  'unsigned webhooks that name 300 accounts': namedAccounts(300),
  'unsigned webhooks that name 3 000 accounts': namedAccounts(3_000),
  'conversions of one account': conversions,
  'downloads that trickle': downloads,
  '500 readers': manyReaders,
  'odd requests': oddRequests,
  'texts at their full length': fullTexts,
  'all of it at once': siege,
} satisfies Record<string, Raid>;

export type RaidName = keyof typeof raids;
