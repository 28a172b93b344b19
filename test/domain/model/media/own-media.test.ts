import { expect } from 'chai';
import fc from 'fast-check';
import * as O from 'fp-ts/lib/Option.js';
import { ownMediaUnder } from '../../../../src/domain/model/media/own-media.js';
import { servedUrl } from '../../../../src/domain/model/media/served-url.js';
import { cleanFileName } from '../../../../src/domain/model/media/file-name.js';

const ID = '4fHq0bXc9Yw2JtLk7RzVnE5sAo1uPdGm3iTfKyQxWv-';

const read = (publicUrl: string, url: string): string => {
  const own = ownMediaUnder(publicUrl, url);
  return O.isNone(own) ? 'none' : `${own.value.id} ${own.value.name}`;
};

describe('a media URL of our own', () => {
  for (const [base, url] of [
    ['https://media.example.com', `https://media.example.com/media/${ID}/cat.jpg`],
    ['https://media.example.com', `HTTPS://Media.Example.COM:443/media/${ID}/cat.jpg`],
    ['https://media.example.com:443', `https://media.example.com/media/${ID}/cat.jpg?a=b#c`],
    ['https://media.example.com', ` https://media.example.com/x/../media/${ID}/cat.jpg `],
    ['https://media.example.com', `https://media.example.com/media/%34${ID.slice(1, -1)}%2d/cat%2Ejpg`],
    ['https://media.example.com', `https:\\\\media.example.com\\media\\${ID}\\cat.jpg`],
    ['https://example.com/files', `https://example.com/files/media/${ID}/cat.jpg`],
    ['https://example.com/files/', `https://example.com/files/media/${ID}/cat.jpg`],
    ['http://127.0.0.1:3000', `http://127.1:3000/media/${ID}/cat.jpg`],
    ['http://[::1]:3000', `http://[0:0::1]:3000/media/${ID}/cat.jpg`],
    ['https://bücher.example', `https://xn--bcher-kva.example/media/${ID}/cat.jpg`],
  ] as const)
    it(`is recognised under ${base} as ${url}`, () => expect(read(base, url)).to.equal(`${ID} cat.jpg`));

  it('has the name that it ends in, decoded and cleaned', () => {
    const named = (name: string): string => read('http://a.test', `http://a.test/media/${ID}/${name}`);
    expect(named('Stra%C3%9Fe%20%26%20Weg.pdf')).to.equal(`${ID} Straße & Weg.pdf`);
    expect(named('gpj.%E2%80%AEexe')).to.equal(`${ID} gpj.exe`);
    expect(named('without')).to.equal(`${ID} without`);
  });

  for (const url of [
    `http://media.example.com/media/${ID}/cat.jpg`,
    `https://media.example.com:8443/media/${ID}/cat.jpg`,
    `https://media.example.com./media/${ID}/cat.jpg`,
    `https://example.com/media/${ID}/cat.jpg`,
    `https://media.example.com.evil.test/media/${ID}/cat.jpg`,
    `https://evil.test/https://media.example.com/media/${ID}/cat.jpg`,
    `https://evil.test/?u=https://media.example.com/media/${ID}/cat.jpg`,
    `https://media.example.com/other/${ID}/cat.jpg`,
    `https://media.example.com/media/x/${ID}/cat.jpg`,
    `https://media.example.com/media/${ID}/more/cat.jpg`,
    `https://media.example.com/media/${ID}%2Fcat.jpg`,
    `https://media.example.com/media/${ID}`,
    `https://media.example.com/media/${ID}/`,
    `https://media.example.com/media/${ID}/.cat.jpg`,
    `https://media.example.com/media/${ID}/a%2Fcat.jpg`,
    `https://media.example.com/media/${ID}/%FF.jpg`,
    `https://media.example.com/media/${ID.slice(1)}/cat.jpg`,
    `https://media.example.com/media/${ID}a/cat.jpg`,
    `https://media.example.com/media/%/cat.jpg`,
    `https://media.example.com/media/%2534${ID.slice(1)}/cat.jpg`,
    `https://media.example.com/MEDIA/${ID}/cat.jpg`,
    'https://media.example.com/media/',
    'https://media.example.com/',
  ])
    it(`is none: ${url}`, () => expect(read('https://media.example.com', url)).to.equal('none'));

  it('is not taken for one without the path of PUBLIC_URL', () => {
    for (const path of ['/media', '/filesmedia', '/files', '/files/files/media'])
      expect(read('https://example.com/files', `https://example.com${path}/${ID}/cat.jpg`)).to.equal('none');
  });

  it('is recognised whatever name and id it was made with', () => {
    const idOf = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => Buffer.from(bytes).toString('base64url'));
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .map(cleanFileName)
      .filter(O.isSome)
      .map(({ value }) => value);
    fc.assert(
      fc.property(idOf, name, (id, text) => {
        const url = servedUrl(`http://a.test:3000/media/${id}/`, text, 'image/png');
        expect(read('http://a.test:3000', url).startsWith(`${id} `)).to.equal(true);
      }),
    );
  });
});
