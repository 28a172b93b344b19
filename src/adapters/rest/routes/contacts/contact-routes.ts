import { type ContactCalls, type ContactRequest } from '../../../../domain/use-cases/contacts/call.js';
import { answerCall } from '../../answer/answer-call.js';
import { contactBody, contactErasedBody, contactListBody } from '../../answer/contact-bodies.js';
import { type RestContext } from '../../exchange/context.js';
import { withBody, withoutBody } from '../resource-call.js';
import { type RouteHandlers } from '../routes.js';

type ContactHandlers = Pick<
  RouteHandlers,
  'listContacts' | 'getContact' | 'createContact' | 'changeContact' | 'eraseContact' | 'optOut' | 'optIn'
>;

/** The routes of contacts. */
export const contactRoutes = (calls: ContactCalls): ContactHandlers => ({
  /** `GET /contacts`. */
  listContacts: async (ctx) => answerCall(ctx, await calls.list(withoutBody(ctx, pathOf(ctx))), contactListBody),
  /** `POST /contacts`: 201, or 200 for a contact that was there. */
  createContact: async (ctx) =>
    answerCall(ctx, await calls.create(withBody(ctx, pathOf(ctx))), contactBody, ({ created }) =>
      created ? 201 : 200,
    ),
  /** `GET /contacts/{contact_id}`. */
  getContact: async (ctx) => answerCall(ctx, await calls.get(withoutBody(ctx, pathOf(ctx))), contactBody),
  /** `PATCH /contacts/{contact_id}`. */
  changeContact: async (ctx) => answerCall(ctx, await calls.change(withBody(ctx, pathOf(ctx))), contactBody),
  /** `DELETE /contacts/{contact_id}`. */
  eraseContact: async (ctx) => answerCall(ctx, await calls.erase(withBody(ctx, pathOf(ctx))), contactErasedBody),
  /** `POST /contacts/{contact_id}/opt-out`. */
  optOut: async (ctx) => answerCall(ctx, await calls.optOut(withBody(ctx, pathOf(ctx))), contactBody),
  /** `POST /contacts/{contact_id}/opt-in`. */
  optIn: async (ctx) => answerCall(ctx, await calls.optIn(withBody(ctx, pathOf(ctx))), contactBody),
});

/** What the path names. A list and a new contact have no id in their path. */
const pathOf = (ctx: RestContext): Pick<ContactRequest, 'contactId'> => {
  const { contact_id: contactId = '' } = ctx['params'] as { readonly contact_id?: string };
  return { contactId };
};
