import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import {
  type ContactCalls,
  type ContactRequest,
  type ContactsCall,
} from '../../../../domain/use-cases/contacts/call.js';
import { answerCall } from '../../answer/answer-call.js';
import { contactBody, contactErasedBody, contactListBody } from '../../answer/contact-bodies.js';
import { jsonBody } from '../../body/json-body.js';
import { type RestContext } from '../../exchange/context.js';
import { bearerToken } from '../../exchange/credentials.js';
import { writtenQuery } from '../../exchange/written-query.js';
import { type RouteHandlers } from '../routes.js';

type ContactHandlers = Pick<
  RouteHandlers,
  'listContacts' | 'getContact' | 'createContact' | 'changeContact' | 'eraseContact' | 'optOut' | 'optIn'
>;

/** The routes of contacts. */
export const contactRoutes = (calls: ContactCalls): ContactHandlers => ({
  /** `GET /contacts`. */
  listContacts: async (ctx) => answerCall(ctx, await calls.list(withoutBody(ctx)), contactListBody),
  /** `POST /contacts`: 201, or 200 for a contact that was there. */
  createContact: async (ctx) =>
    answerCall(ctx, await calls.create(withBody(ctx)), contactBody, ({ created }) => (created ? 201 : 200)),
  /** `GET /contacts/{contact_id}`. */
  getContact: async (ctx) => answerCall(ctx, await calls.get(withoutBody(ctx)), contactBody),
  /** `PATCH /contacts/{contact_id}`. */
  changeContact: async (ctx) => answerCall(ctx, await calls.change(withBody(ctx)), contactBody),
  /** `DELETE /contacts/{contact_id}`. */
  eraseContact: async (ctx) => answerCall(ctx, await calls.erase(withBody(ctx)), contactErasedBody),
  /** `POST /contacts/{contact_id}/opt-out`. */
  optOut: async (ctx) => answerCall(ctx, await calls.optOut(withBody(ctx)), contactBody),
  /** `POST /contacts/{contact_id}/opt-in`. */
  optIn: async (ctx) => answerCall(ctx, await calls.optIn(withBody(ctx)), contactBody),
});

type Unread = Omit<ContactRequest, 'members'>;

const withoutBody = (ctx: RestContext): ContactsCall<Unread> => ({
  credentials: bearerToken(ctx.req),
  asked: TE.right(written(ctx)),
});

const withBody = (ctx: RestContext): ContactsCall<ContactRequest> => ({
  credentials: bearerToken(ctx.req),
  asked: pipe(
    jsonBody(ctx),
    TE.map((members) => ({ ...written(ctx), members })),
  ),
});

/** The path and the query. A list and a new contact have no id in their path. */
const written = (ctx: RestContext): Unread => {
  const { contact_id: contactId = '' } = ctx['params'] as { readonly contact_id?: string };
  return { contactId, query: writtenQuery(ctx) };
};
