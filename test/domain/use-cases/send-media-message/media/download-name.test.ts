import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { downloadName } from '../../../../../src/domain/use-cases/send-media-message/media/download-name.js';
import { type Found } from '../../../../../src/domain/ports/media-downloader.js';

const nameOf = (found: Partial<Found>): readonly [name: string, extension: string | null] => {
  const nothing = { pathName: '', dispositionName: null, askedName: '', contentType: null };
  const { name, extension } = downloadName({ ...nothing, ...found });
  return [name, O.toNullable(extension)];
};

describe('the name of a download', () => {
  it('has the first extension that we know: of path, disposition, path as asked, content type', () => {
    const all = { pathName: 'a.jpg', dispositionName: 'b.png', askedName: 'c.pdf', contentType: 'text/csv' };
    expect(nameOf(all)).to.deep.equal(['a.jpg', 'jpg']);
    expect(nameOf({ ...all, pathName: 'a' })).to.deep.equal(['b.png', 'png']);
    expect(nameOf({ ...all, pathName: 'a', dispositionName: 'b.v2' })).to.deep.equal(['c.pdf', 'pdf']);
    expect(nameOf({ ...all, pathName: 'a', dispositionName: 'b', askedName: 'c.php' })).to.deep.equal(['b', 'csv']);
    expect(nameOf({ pathName: 'a', askedName: 'b', contentType: 'image/png' })).to.deep.equal(['a', 'png']);
    expect(nameOf({ contentType: 'image/png' })).to.deep.equal(['', 'png']);
  });

  it('has none if nothing names one that we know', () => {
    for (const pathName of ['5f0c', 'report.v2', 'photo.heic', 'archive.tar', '', '.', 'a.', 'a.png;v=1'])
      expect(nameOf({ pathName, contentType: 'binary/octet-stream' }), pathName).to.deep.equal([pathName, null]);
  });

  it('is not that of the program that serves it', () => {
    expect(nameOf({ pathName: 'download.php', contentType: 'application/pdf' })).to.deep.equal(['download', 'pdf']);
    expect(nameOf({ pathName: 'download.php', dispositionName: 'invoice.pdf' })).to.deep.equal(['invoice.pdf', 'pdf']);
    expect(nameOf({ pathName: '.php', askedName: 'Get.ASPX' })).to.deep.equal(['Get', null]);
    expect(nameOf({ pathName: 'get', dispositionName: 'Invoice March' })).to.deep.equal(['Invoice March', null]);
  });

  it('is never one that is longer than any use', () => {
    const long = `${'a'.repeat(5_000)}.jpg`;
    expect(nameOf({ pathName: long, dispositionName: 'b.png' })).to.deep.equal(['b.png', 'png']);
    expect(nameOf({ dispositionName: long, contentType: 'image/png' })).to.deep.equal(['', 'png']);
    expect(nameOf({ pathName: long, dispositionName: long, askedName: long })).to.deep.equal(['', null]);
  });
});
