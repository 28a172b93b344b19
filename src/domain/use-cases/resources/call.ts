import { type Option } from 'fp-ts/lib/Option.js';
import { type WrittenField } from '../../model/given-fields.js';
import { type GivenMembers } from '../../model/given-members.js';
import { type Answered, type Asked } from '../answer-admitted.js';

/** What a caller asks of its account's resources, such as contacts or webhook endpoints, as written. */
export interface ResourceRequest {
  /** The query of the URL. */
  readonly query: readonly WrittenField[];
  /** The members of the body; none where there is no body. */
  readonly members: GivenMembers;
}

/** A call as its door hands it on. */
export interface ResourceCall<Request> {
  /** The bearer token as presented. */
  readonly credentials: Option<string>;
  readonly asked: Asked<Request>;
}

/** What answers such calls. It rejects only on a defect. */
export type AnswerResource<Request, Fault, A> = (call: ResourceCall<Request>) => Promise<Answered<Fault, A>>;
