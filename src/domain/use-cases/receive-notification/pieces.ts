import { type UnaddressedNews } from '../../model/message/news.js';
import { type Clock } from '../../ports/clock.js';
import { type Change } from '../../ports/notifications.js';

/** A piece of news, and what its change names accounts by. */
export interface Piece extends UnaddressedNews {
  readonly phoneNumberId: string | null;
  readonly businessAccountId: string | null;
}

/** After so many pieces others have their turn. */
const A_TURN = 1_000;

/** The news of changes, piece by piece, in their order. */
export const piecesOf = async (
  { now, sleep }: Pick<Clock, 'now' | 'sleep'>,
  changes: readonly Change[],
): Promise<readonly Piece[]> => {
  const pieces: Piece[] = [];
  let turn = A_TURN;
  for (const { phoneNumberId, businessAccountId, news } of changes) {
    for (const piece of news(now())) pieces.push({ ...piece, phoneNumberId, businessAccountId });
    if (pieces.length < turn) continue;
    turn = pieces.length + A_TURN;
    await sleep(0)();
  }
  return pieces;
};
