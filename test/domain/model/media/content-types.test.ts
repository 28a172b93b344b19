import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { extensionOfContentType } from '../../../../src/domain/model/media/content-types.js';
import { extensionFitsType, mimeOfFormat } from '../../../../src/domain/model/media/media-rules.js';

describe('the content type of a download', () => {
  it('stands for an extension, whatever its case and parameters', () => {
    expect(extensionOfContentType('Image/JPEG; q=1')).to.deep.equal(O.some('jpg'));
    expect(extensionOfContentType('text/csv; charset=utf-8')).to.deep.equal(O.some('csv'));
    expect(extensionOfContentType('text/plain')).to.deep.equal(O.some('txt'));
    expect(extensionOfContentType(' audio/ogg ;codecs=opus')).to.deep.equal(O.some('opus'));
  });

  it('stands for one of its own type, if it is one that we serve', () => {
    for (const type of Object.values(mimeOfFormat))
      expect(
        O.exists((found: Parameters<typeof extensionFitsType>[0]) => extensionFitsType(found, type))(
          extensionOfContentType(type),
        ),
        type,
      ).to.equal(true);
  });

  for (const [type, extension] of [
    ['image/jpg', 'jpg'],
    ['image/pjpeg', 'jpg'],
    ['image/x-png', 'png'],
    ['audio/mp3', 'mp3'],
    ['audio/x-mpeg', 'mp3'],
    ['audio/opus', 'opus'],
    ['application/ogg', 'ogg'],
    ['audio/x-aac', 'aac'],
    ['video/3gp', '3gp'],
    ['application/x-pdf', 'pdf'],
    ['application/csv', 'csv'],
    ['application/msexcel', 'xls'],
  ] as const)
    it(`may be the alias ${type}`, () => {
      expect(extensionOfContentType(type)).to.deep.equal(O.some(extension));
    });

  it('stands for none if it says nothing, or something that we do not take', () => {
    const none = ['', ';', 'application/octet-stream', 'binary/octet-stream', 'text/html', 'audio/x-m4a', 'image/gif'];
    for (const type of [...none, '__proto__', 'constructor', 'toString', 'image/', 'jpg'])
      expect(extensionOfContentType(type), type).to.equal(O.none);
  });
});
