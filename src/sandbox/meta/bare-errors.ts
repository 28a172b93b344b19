import { codedError, type GraphError, statusError, type StatusError, unknownObject } from './graph-error.js';

/** An error that says less than Meta's table has of it, in the answer or in a status. */
export type BareError = {
  /** The last six digits of a number that bring it about. */
  digits: string;
  says: string;
  fate: { _tag: 'Answer'; error: GraphError } | { _tag: 'Status'; error: StatusError };
};

const answer = (digits: string, says: string, error: GraphError): BareError => ({
  digits,
  says,
  fate: { _tag: 'Answer', error: { ...error, details: null } },
});

const status = (digits: string, says: string, code: number): BareError => {
  const { error_data: _, ...error } = statusError(code);
  return { digits, says, fate: { _tag: 'Status', error } };
};

/** A code that Meta does not document. */
const UNDOCUMENTED = 999_025;

/**
 * Errors as Meta sends them at times: without `error_data`, with a subcode, or with the words for users of other Graph
 * calls (`File Too Large`, as callers of `/media` report it).
 */
export const bareErrors: readonly BareError[] = [
  answer('999020', 'error 100 with subcode 33, without details', unknownObject('POST', '0')),
  answer('999021', 'error 100, File Too Large, in the words for users alone', {
    ...codedError(100),
    user: { title: 'File Too Large', message: 'The file you uploaded is too large. Please upload a smaller file.' },
  }),
  answer('999022', 'error 131009 without details', codedError(131_009)),
  answer('999023', 'error 131053 in the answer, without details', codedError(131_053)),
  status('999024', 'accepts, then fails with error 131053 without details', 131_053),
  answer('999025', 'an undocumented error code without details', codedError(UNDOCUMENTED)),
];
