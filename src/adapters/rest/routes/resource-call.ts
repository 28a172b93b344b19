import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type ResourceCall, type ResourceRequest } from '../../../domain/use-cases/resources/call.js';
import { jsonBody } from '../body/json-body.js';
import { type RestContext } from '../exchange/context.js';
import { bearerToken } from '../exchange/credentials.js';
import { writtenQuery } from '../exchange/written-query.js';

/** A call without a body, with what its path names. */
export const withoutBody = <Path>(ctx: RestContext, path: Path): ResourceCall<Path & ResourceRequest> => ({
  credentials: bearerToken(ctx.req),
  asked: TE.right({ ...path, query: writtenQuery(ctx), members: new Map() }),
});

/** A call with a JSON body, which may be missing. */
export const withBody = <Path>(ctx: RestContext, path: Path): ResourceCall<Path & ResourceRequest> => ({
  credentials: bearerToken(ctx.req),
  asked: pipe(
    jsonBody(ctx),
    TE.map((members) => ({ ...path, query: writtenQuery(ctx), members })),
  ),
});
