import * as E from 'fp-ts/lib/Either.js';
import { expect } from 'chai';
import { resolveMediaMode } from '../../../../src/adapters/whatsapp/send/media-mode.js';

const publicUrls = [
  'https://postcard.example.com',
  'https://media.example.co.uk:8443/below',
  'https://xn--bcher-kva.de',
  'https://POSTCARD.Example.COM.',
];

const otherUrls = [
  'http://postcard.example.com',
  'http://127.0.0.1:3000',
  'http://localhost:3000',
  'https://localhost',
  'https://postcard',
  'https://postcard.local',
  'https://postcard.internal',
  'https://a.localhost',
  'https://postcard.test',
  'https://nas.home.arpa',
  'https://203.0.113.9',
  'https://8.8.8.8',
  'https://2130706433',
  'https://[2001:db8::1]',
  'ftp://postcard.example.com',
  'no url',
  '',
];

describe('the media mode', () => {
  it('auto is link where PUBLIC_URL is https on a public name', () => {
    for (const publicUrl of publicUrls) {
      const mode = resolveMediaMode({ mode: 'auto', publicUrl, apiUrlIsSandbox: false });
      expect(mode, publicUrl).to.deep.equal(E.right('link'));
    }
  });

  it('auto is upload where Meta could not follow the link', () => {
    for (const publicUrl of otherUrls) {
      const mode = resolveMediaMode({ mode: 'auto', publicUrl, apiUrlIsSandbox: false });
      expect(mode, publicUrl).to.deep.equal(E.right('upload'));
    }
  });

  it('auto is link where WhatsApp is the sandbox', () => {
    for (const publicUrl of otherUrls) {
      const mode = resolveMediaMode({ mode: 'auto', publicUrl, apiUrlIsSandbox: true });
      expect(mode).to.deep.equal(E.right('link'));
    }
  });

  it('upload is upload everywhere', () => {
    for (const publicUrl of [...publicUrls, ...otherUrls]) {
      for (const apiUrlIsSandbox of [true, false]) {
        expect(resolveMediaMode({ mode: 'upload', publicUrl, apiUrlIsSandbox })).to.deep.equal(E.right('upload'));
      }
    }
  });

  it('link is taken where WhatsApp can follow it', () => {
    for (const publicUrl of publicUrls) {
      expect(resolveMediaMode({ mode: 'link', publicUrl, apiUrlIsSandbox: false })).to.deep.equal(E.right('link'));
    }
    const local = { mode: 'link', publicUrl: 'http://localhost:3000' } as const;
    expect(resolveMediaMode({ ...local, apiUrlIsSandbox: true })).to.deep.equal(E.right('link'));
  });

  it('link against Meta with any other PUBLIC_URL is a fault that says what to write', () => {
    for (const publicUrl of otherUrls) {
      for (const apiUrl of [undefined, 'https://graph.facebook.com', 'https://GRAPH.facebook.com/x']) {
        const settings = { mode: 'link', publicUrl, apiUrlIsSandbox: false } as const;
        const mode = resolveMediaMode(apiUrl === undefined ? settings : { ...settings, apiUrl });
        expect(E.isLeft(mode) ? mode.left : '', publicUrl).to.match(/write upload or auto, or set PUBLIC_URL/);
      }
    }
  });

  it('link against a stand-in may be anything, since only its owner knows what it reaches', () => {
    const settings = { mode: 'link', publicUrl: 'http://localhost:3000', apiUrlIsSandbox: false } as const;
    const mode = resolveMediaMode({ ...settings, apiUrl: 'http://127.0.0.1:9999' });
    expect(mode).to.deep.equal(E.right('link'));
    const mode2 = resolveMediaMode({ ...settings, apiUrl: 'https://facebook.com.example.org' });
    expect(mode2).to.deep.equal(E.right('link'));
  });
});
