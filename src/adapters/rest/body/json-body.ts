import { parse } from 'content-type';
import * as E from 'fp-ts/lib/Either.js';
import { type GivenMembers } from '../../../domain/model/given-members.js';
import { type Asked } from '../../../domain/use-cases/answer-admitted.js';
import { type RestContext } from '../exchange/context.js';
import { malformed, unsupported } from './body-fault.js';
import { decodedJson } from './json.js';
import { NOT_JSON, objectIn } from './json-members.js';
import { isEncoded } from './request-parts.js';
import { textBody } from './text-body.js';

const UNSUPPORTED = 'The body is of a type that is not taken; send application/json, in UTF-8 and not compressed.';

/** The members of a JSON body, which may be missing (SHAPES). Nothing of it is read before this is run. */
export const jsonBody =
  (ctx: RestContext): Asked<GivenMembers> =>
  async () => {
    if (!hasBody(ctx)) return E.right(new Map());
    const { type, parameters } = parse(ctx.req.headers['content-type'] ?? '');
    if (isEncoded(ctx) || type !== 'application/json') return unsupported(UNSUPPORTED);
    const bytes = await textBody(ctx, NOT_JSON);
    if (E.isLeft(bytes)) return bytes;
    const text = decodedJson(bytes.right, parameters['charset'] ?? null);
    if (E.isLeft(text)) return malformed(text.left);
    if (text.right.trim() === '') return E.right(new Map());
    const members = objectIn(text.right);
    return E.isLeft(members) ? malformed(members.left) : E.right(new Map(members.right));
  };

const hasBody = ({ req: { headers } }: RestContext): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
