import { expect } from 'chai';
import { type DatabaseFault } from '../../../../src/adapters/stores/mongodb/database/database-fault.js';
import { DatabaseUnusable } from '../../../../src/adapters/stores/mongodb/database/faults.js';

/** Why a database does not open. Its sentence is one short line, and has no password. */
export const faultOf = async (
  open: Promise<{ readonly close: () => Promise<void> }>,
): Promise<DatabaseFault & { readonly sentence: string }> => {
  try {
    await (await open).close();
  } catch (error) {
    if (!(error instanceof DatabaseUnusable)) throw error;
    expect(error.message).to.match(/^[^\n]{10,400}$/);
    expect(error.message).to.not.include('s3cret');
    return { ...error.fault, sentence: error.message };
  }
  throw new Error('it opened');
};
