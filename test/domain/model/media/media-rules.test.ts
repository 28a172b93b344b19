import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import {
  allowsExtension,
  allowsFormat,
  asExtension,
  type Format,
  LARGEST_LIMIT,
  limitOf,
  mediaTypes,
  mimeOfFormat,
  overLimit,
  wrongExtension,
} from '../../../../src/domain/model/media/media-rules.js';

describe('the media rules', () => {
  it('are those of the contract', () => {
    expect(mediaTypes).to.deep.equal(['image', 'document', 'video', 'audio']);
    expect(mediaTypes.map(limitOf)).to.deep.equal([5_242_880, 104_857_600, 16_777_216, 16_777_216]);
    expect(LARGEST_LIMIT).to.equal(104_857_600);
  });

  it("say a wrong extension and a size over the limit in the original's words", () => {
    expect(wrongExtension('image')).to.equal('Invalid file extension for image. Allowed: jpg, jpeg, png, webp');
    expect(wrongExtension('audio')).to.equal('Invalid file extension for audio. Allowed: mp3, ogg, amr, aac, opus');
    expect(overLimit('image')).to.equal('File size exceeds limit for image. Max allowed is 5 MB');
  });

  it('know an extension in any case, and no name of an object property', () => {
    expect(asExtension('JPEG')).to.deep.equal(O.some('jpeg'));
    for (const name of ['__proto__', 'constructor', 'toString', 'exe', '']) expect(asExtension(name)).to.equal(O.none);
  });

  it('allow each extension under exactly one media type, and its format with it', () => {
    const extensions = 'jpg jpeg png webp pdf doc docx xls xlsx ppt pptx txt csv mp4 3gp mp3 ogg amr aac opus'.split(
      ' ',
    );
    for (const text of extensions) {
      const extension = asExtension(text);
      if (O.isNone(extension)) throw new Error(`${text} is not known`);
      expect(mediaTypes.filter((type) => allowsExtension(type, extension.value))).to.have.length(1);
    }
    for (const format of Object.keys(mimeOfFormat) as Format[])
      expect(mediaTypes.filter((type) => allowsFormat(type, format))).to.have.length(1);
  });

  it('serve csv as text/plain and opus as ogg, as WhatsApp takes them', () => {
    expect(mimeOfFormat.csv).to.equal('text/plain');
    expect(mimeOfFormat.opus).to.equal('audio/ogg; codecs=opus');
  });
});
