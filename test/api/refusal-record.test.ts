import { expect } from 'chai';
import { refusalRecord } from '../../src/api/refusal-record.js';
import { unavailable } from '../../src/domain/model/errors.js';

describe('The record of a refusal', () => {
  it('is an error where the fault is ours', () => {
    expect(refusalRecord({ _tag: 'Defect', cause: 'x' })).to.deep.equal({
      level: 'error',
      message: 'defect',
      cause: 'x',
    });
    expect(refusalRecord(unavailable('x'))).to.deep.equal({ level: 'error', message: 'refused', cause: 'x' });
  });

  it("is for information where the fault is the caller's", () => {
    expect(refusalRecord({ _tag: 'MediaRefused', cause: 'x' })).to.include({ level: 'info', message: 'refused' });
  });

  it('is not there without a cause', () => {
    expect(refusalRecord({ _tag: 'Unauthorized' })).to.equal(null);
    expect(refusalRecord(unavailable(undefined))).to.equal(null);
  });

  it('is there for every defect, also where undefined was thrown', () => {
    expect(refusalRecord({ _tag: 'Defect', cause: undefined })).to.include({ level: 'error', message: 'defect' });
  });
});
