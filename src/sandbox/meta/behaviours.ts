import { type BareError, bareErrors } from './bare-errors.js';
import { errorCodes, type ErrorCode } from './error-codes.js';
import { codedError, statusError } from './graph-error.js';

/** What else a recipient's number can bring about, beside Meta's errors. */
export type Behaviour =
  | 'hang'
  | 'cut'
  | 'accept-cut'
  | 'accept-hang'
  | 'not-json'
  | 'no-graph-error'
  | 'flaky'
  | 'slow'
  | 'transient'
  | 'accept-not-json'
  | 'status-first'
  | 'statuses-astray'
  | 'no-statuses'
  | 'plays';

/** The last six digits of a recipient's number, what they bring about, and that in words. */
export const behaviours: readonly { digits: string; behaviour: Behaviour; says: string }[] = [
  { digits: '999001', behaviour: 'hang', says: 'never answers; the message is not accepted' },
  { digits: '999002', behaviour: 'cut', says: 'cuts the connection; the message is not accepted' },
  { digits: '999003', behaviour: 'accept-cut', says: 'accepts the message, then cuts the connection' },
  { digits: '999004', behaviour: 'accept-hang', says: 'accepts the message, never answers' },
  { digits: '999005', behaviour: 'not-json', says: 'answers 502 with HTML; the message is not accepted' },
  { digits: '999006', behaviour: 'no-graph-error', says: 'answers 503 with JSON that is no Graph error; not accepted' },
  { digits: '999007', behaviour: 'flaky', says: 'error 2, transient, twice in a row; the third try is accepted' },
  { digits: '999008', behaviour: 'slow', says: 'accepts the message, answers after 2 s' },
  { digits: '999009', behaviour: 'transient', says: 'an undocumented error code with is_transient' },
  { digits: '999010', behaviour: 'accept-not-json', says: 'accepts the message, answers 200 with HTML' },
  { digits: '999011', behaviour: 'status-first', says: 'accepts the message, answers after its last status' },
  { digits: '999012', behaviour: 'statuses-astray', says: 'statuses come in the wrong order and twice' },
  { digits: '999013', behaviour: 'no-statuses', says: 'accepts the message, no status ever comes' },
  { digits: '999014', behaviour: 'plays', says: 'plays audio: played follows read, as for a voice message' },
];

/** What becomes of a message to this recipient: an error in the answer or in a status, or something else. */
export type Fate = BareError['fate'] | { _tag: 'Behaviour'; behaviour: Behaviour };

const fateOfCode = ({ code, report }: ErrorCode): Fate =>
  report === 'answer' ? { _tag: 'Answer', error: codedError(code) } : { _tag: 'Status', error: statusError(code) };

const fates: ReadonlyMap<string, Fate> = new Map<string, Fate>([
  ...errorCodes.map((error): [string, Fate] => [String(error.code).padStart(6, '0'), fateOfCode(error)]),
  ...bareErrors.map(({ digits, fate }): [string, Fate] => [digits, fate]),
  ...behaviours.map(({ digits, behaviour }): [string, Fate] => [digits, { _tag: 'Behaviour', behaviour }]),
]);

/** The fate that the last six digits of a number ask for; undefined for an ordinary number. */
export const fateOf = (digits: string): Fate | undefined => fates.get(digits.slice(-6));
