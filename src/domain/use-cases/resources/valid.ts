import { sequenceS } from 'fp-ts/lib/Apply.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Invalid } from '../../model/errors.js';
import { allChecks, type Checked, toInvalid } from '../../model/field-faults.js';
import { givenFields } from '../../model/given-fields.js';
import { onlyKnown } from '../../model/given-members.js';
import { type ResourceRequest } from './call.js';

/** What was checked, or all its faults. */
export const valid = <A>(checked: Checked<A>): TE.TaskEither<Invalid, A> =>
  pipe(TE.fromEither(checked), TE.mapLeft(toInvalid));

/** A parameter of the query is a fault where none is known. */
export const noQuery = ({ query }: Pick<ResourceRequest, 'query'>): Checked<undefined> =>
  onlyKnown(givenFields(query), []);

/** The same of a body. */
export const saysNothing = (request: ResourceRequest): TE.TaskEither<Invalid, unknown> =>
  valid(sequenceS(allChecks)({ query: noQuery(request), members: onlyKnown(request.members, []) }));
