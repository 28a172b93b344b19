import { type TimelineEntry } from '../domain/model/message/timeline.js';
import { toTimestamp } from '../domain/model/time.js';

/** One entry of a message's timeline under the API's names (SHAPES, "A message's timeline, and settling"). */
export const timelineEntryView = (entry: TimelineEntry) => {
  const at = toTimestamp(entry.at);
  switch (entry.kind) {
    case 'opened': {
      const { kind, door, requestId, tokenId, idempotencyKey } = entry;
      return { at, kind, door, request_id: requestId, token_id: tokenId, idempotency_key: idempotencyKey };
    }
    case 'try': {
      const { kind, call, ms, httpStatus, code, reason } = entry;
      return { at, kind, call, ms, http_status: httpStatus, code, reason };
    }
    case 'status': {
      const { kind, status, reportedAt, code } = entry;
      return { at, kind, status, reported_at: toTimestamp(reportedAt), code };
    }
    case 'expired':
      return { at, kind: entry.kind };
    case 'settled': {
      const { kind, as, by, requestId, tokenId } = entry;
      return { at, kind, as, by, request_id: requestId, token_id: tokenId };
    }
  }
};
