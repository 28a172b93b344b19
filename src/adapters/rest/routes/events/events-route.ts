import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type ListenEvents, type ListEvents } from '../../../../domain/use-cases/listen-events/call.js';
import { answerCall } from '../../answer/answer-call.js';
import { setRateLimit } from '../../answer/answer.js';
import { eventListBody } from '../../answer/envelope.js';
import { refuse } from '../../answer/refuse.js';
import { type RestContext, type RestHandler } from '../../exchange/context.js';
import { bearerToken } from '../../exchange/credentials.js';
import { writtenQuery } from '../../exchange/written-query.js';
import { type EventStreams } from './event-streams.js';

/** The use cases of `/events`. */
export interface EventCalls {
  readonly listEvents: ListEvents;
  readonly listenEvents: ListenEvents;
}

/** `GET /events`: a list for callers that prefer JSON, a stream for all others. Errors are JSON for both. */
export const eventsRoute =
  ({ listEvents, listenEvents }: EventCalls, streams: EventStreams): RestHandler =>
  async (ctx) => {
    const asked = { credentials: bearerToken(ctx.req), query: TE.right(writtenQuery(ctx)) };
    if (wantsList(ctx)) return answerCall(ctx, await listEvents(asked), eventListBody);
    const lastEventId = (ctx.req.headers['last-event-id'] as string | undefined) ?? null;
    const { rateLimit, result } = await listenEvents({ ...asked, lastEventId });
    if (O.isSome(rateLimit)) setRateLimit(ctx, rateLimit.value);
    if (E.isLeft(result)) return refuse(ctx, result.left);
    await streams.serve(ctx, result.right);
  };

const wantsList = (ctx: RestContext): boolean => {
  const best = ctx.accepts('text/event-stream', 'application/json', ...jsonWithParameters(ctx));
  return typeof best === 'string' && best !== 'text/event-stream';
};

/** Some clients send a charset with `application/json`, which says nothing of JSON. It is taken as it is written. */
const jsonWithParameters = ({ req }: RestContext): readonly string[] =>
  (req.headers.accept ?? '')
    .split(',')
    .map((one) => one.trim().replace(/\s*;\s*q=[^;]*/i, ''))
    .filter((one) => /^application\/json\s*;/i.test(one));
