import { expect } from 'chai';
import { uploadName } from '../../../../src/adapters/whatsapp/send/upload-name.js';
import * as O from 'fp-ts/lib/Option.js';
import {
  allowsFormat,
  extensionFitsType,
  type Format,
  mediaTypes,
  mimeOfFormat,
} from '../../../../src/domain/model/media/media-rules.js';
import { extensionOfName } from '../../../../src/domain/model/media/file-name.js';

describe('the file name of an uploaded part', () => {
  const formats = Object.keys(mimeOfFormat) as readonly Format[];

  for (const type of mediaTypes)
    for (const format of formats.filter((one) => allowsFormat(type, one)))
      it(`has the extension of what is sent: ${format} as ${type}`, () => {
        const name = uploadName(type, mimeOfFormat[format]);
        expect(name).to.match(/^[a-z]+\.[a-z0-9]+$/);
        const extension = extensionOfName(name);
        expect(O.isSome(extension) && extensionFitsType(extension.value, mimeOfFormat[format])).to.equal(true);
      });

  it('never has an extension that stands for a type which WhatsApp refuses', () => {
    const names = formats.map((format) => uploadName('document', mimeOfFormat[format]));
    expect(names.filter((name) => /\.(opus|csv)$/.test(name))).to.deep.equal([]);
    expect(uploadName('audio', 'audio/ogg; codecs=opus')).to.equal('audio.ogg');
    expect(uploadName('document', 'text/plain')).to.equal('document.txt');
  });
});
