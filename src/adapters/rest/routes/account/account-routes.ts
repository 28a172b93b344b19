import * as TE from 'fp-ts/lib/TaskEither.js';
import { accountView, dayView, tokenView } from '../../../../api/account-view.js';
import {
  type DayActivity,
  type DescribedAccount,
  type GetAccount,
  type GetActivity,
} from '../../../../domain/use-cases/account/call.js';
import { type Token } from '../../../../domain/model/account/token.js';
import { answerCall } from '../../answer/answer-call.js';
import { type AccountBody, type ActivityBody } from '../../answer/api-types.js';
import { type AnswerMeta } from '../../answer/envelope.js';
import { type RestHandler } from '../../exchange/context.js';
import { bearerToken } from '../../exchange/credentials.js';
import { writtenQuery } from '../../exchange/written-query.js';

/** `GET /account`. */
export const getAccountRoute =
  (getAccount: GetAccount): RestHandler =>
  async (ctx) => {
    const asked = { credentials: bearerToken(ctx.req), query: TE.right(writtenQuery(ctx)) };
    answerCall(ctx, await getAccount(asked), accountBody);
  };

/** `GET /account/activity`. */
export const getActivityRoute =
  (getActivity: GetActivity): RestHandler =>
  async (ctx) => {
    const asked = { credentials: bearerToken(ctx.req), query: TE.right(writtenQuery(ctx)) };
    answerCall(ctx, await getActivity(asked), activityBody);
  };

const accountBody = (
  { token, ...described }: DescribedAccount & { readonly token: Token },
  meta: AnswerMeta,
): AccountBody => ({
  success: true,
  data: { ...accountView(described), token: tokenView(token) },
  meta,
});

const activityBody = (days: readonly DayActivity[], meta: AnswerMeta): ActivityBody => ({
  success: true,
  data: { days: days.map(dayView) },
  meta,
});
