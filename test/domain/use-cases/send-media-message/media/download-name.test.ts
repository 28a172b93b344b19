import { expect } from 'chai';
import { bytesOf } from '../../../../support/happy-ports.js';
import { downloadName } from '../../../../../src/domain/use-cases/send-media-message/media/download-name.js';

const found = { pathName: '', dispositionName: null, contentType: null, bytes: bytesOf('') };

describe('the name of a download', () => {
  it('is that of its path, else of its disposition, else made from its type', () => {
    expect(downloadName({ ...found, pathName: 'a.jpg', dispositionName: 'b.png' })).to.equal('a.jpg');
    expect(downloadName({ ...found, pathName: 'a', dispositionName: 'b.png' })).to.equal('b.png');
    expect(downloadName({ ...found, pathName: 'a', contentType: 'image/png' })).to.equal('a.png');
    expect(downloadName({ ...found, contentType: 'image/png' })).to.equal('file.png');
  });

  it('is never one that is longer than any use', () => {
    const long = `${'a'.repeat(5_000)}.jpg`;
    expect(downloadName({ ...found, pathName: long, dispositionName: 'b.png' })).to.equal('b.png');
    expect(downloadName({ ...found, dispositionName: long, contentType: 'image/png' })).to.equal('file.png');
    expect(downloadName({ ...found, pathName: long, dispositionName: long })).to.equal('');
  });
});
