import { expect } from 'chai';
import { CommanderError } from 'commander';
import { SettingsFailure } from '../../src/app/settings-failure.js';
import { unavailable } from '../../src/domain/model/errors.js';
import { Stopped } from '../../src/kit/or-throw.js';
import { failUnreached, fail, misuse } from '../../src/cli/failures/failure.js';
import { notFound } from '../../src/cli/failures/in-api-words.js';
import { reportOf } from '../../src/cli/failures/report.js';
import { postcard } from '../support/cli.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

/** What is thrown by something that ends a command. */
const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('the document of a command that fails', () => {
  let folder: TempDir;
  beforeEach(async () => (folder = await makeTempDir()));
  afterEach(() => folder.remove());

  for (const [what, error, exitCode, code] of [
    ['wrong usage', thrownBy(() => misuse('Give --phone.')), 2, 'VALIDATION_ERROR'],
    [
      'an unknown option',
      new CommanderError(1, 'commander.unknownOption', "error: unknown option '--x'"),
      2,
      'VALIDATION_ERROR',
    ],
    ['wrong settings', new SettingsFailure(['PORT: must be a number', 'HOST: must be a host']), 78, 'VALIDATION_ERROR'],
    ['a thing that is not there', thrownBy(() => notFound('Account 9 is not there.')), 1, 'NOT_FOUND'],
    ['a refusal', thrownBy(() => fail('There is no file x.')), 1, 'VALIDATION_ERROR'],
    ['a server that is not there', thrownBy(() => failUnreached('No server.')), 1, 'SERVICE_UNAVAILABLE'],
    ['a store that is down', new Stopped(unavailable('down')), 1, 'SERVICE_UNAVAILABLE'],
    ['a defect', new TypeError('x is not a function'), 1, 'INTERNAL_ERROR'],
  ] as const)
    it(`is the API's error body, for ${what}`, () => {
      const report = reportOf(error);
      expect(report.exitCode).to.equal(exitCode);
      expect(report.document).to.have.nested.property('error.code', code);
      expect(report.document).to.have.property('success', false);
      expect(report.document).to.have.property('meta').with.keys('request_id', 'timestamp');
    });

  it('is none where help was asked for', () => {
    expect(reportOf(new CommanderError(0, 'commander.help', '(outputHelp)'))).to.deep.equal({
      ...{ exitCode: 0, said: [], document: null },
    });
  });

  it('does not repeat a long value, which may be a secret', () => {
    const text = "error: option '--account <id>' argument 'pc_0123456789012345678901234567890' is invalid.";
    expect(JSON.stringify(reportOf(new CommanderError(1, 'commander.invalidArgument', text)))).to.not.contain('pc_');
  });

  it('is all that is on stdout, also where a sentence is on stderr', async () => {
    const settings = { DATA_DIR: folder.path };
    for (const [words, more, exitCode] of [
      [['contact', 'show', '1'], {}, 2],
      [['message', 'frobnicate'], {}, 2],
      [['contact', 'list', '--account', '1'], { PORT: 'x' }, 78],
    ] as const) {
      const { code, stdout, stderr } = await postcard({ ...settings, ...more }, '--json', ...words);
      expect(code).to.equal(exitCode);
      expect(JSON.parse(stdout)).to.have.nested.property('error.code', 'VALIDATION_ERROR');
      expect(stderr).to.not.equal('');
    }
    expect((await postcard(settings, 'contact', 'show', '1')).stdout).to.equal('');
  });
});
