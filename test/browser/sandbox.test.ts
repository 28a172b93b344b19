import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { type Browser, type Page } from 'playwright-core';
import sharp from 'sharp';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import {
  closeAll,
  list,
  mediaMessage,
  PHONE,
  type Receiver,
  receiver,
  sandbox,
  send,
  sendUntil,
  serve,
  subscribe,
  textMessage,
  upload,
} from '../sandbox/support.js';
import { until } from '../support/until.js';
import { findChromium, startChromium } from './chromium.js';

const CAPTION = 'a caption for one person only';
const TO = '+14155550123';

const onePixel = (): Promise<Buffer> =>
  sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
    .png()
    .toBuffer();

/** Runs `attack.js` in a page, with these values. */
const attack = async (page: Page, values: Readonly<Record<string, string>>): Promise<unknown> => {
  const script = await readFile(new URL('attack.js', import.meta.url), 'utf8');
  return page.evaluate(`${script}; attack(${JSON.stringify(values)})`);
};

describe('the sandbox in a real browser', () => {
  let browser: Browser;
  let page: Page;
  let at: Sandbox;
  let own: Receiver;
  before(async function () {
    const chromium = findChromium();
    if (chromium === undefined) return this.skip();
    browser = await startChromium(chromium, { 'evil.test': '127.0.0.1', '*.evil.test': '127.0.0.1' });
  });
  after(() => browser?.close());
  beforeEach(async () => {
    at = await sandbox();
    own = await receiver();
    await subscribe(at, own);
    page = await browser.newPage();
  });
  afterEach(async () => {
    await page.close();
    await closeAll();
  });

  it('takes the form of its own page, and goes on to the page', async () => {
    await send(at, textMessage(TO));
    await page.goto(at.url);
    await page.fill('[name=text]', 'Is it there?');
    await Promise.all([page.waitForNavigation(), page.click('form button')]);
    expect(page.url()).to.equal(`${at.url}/`);
    expect(await page.title()).to.equal('WhatsApp sandbox');
    await until('the text to come', () => own.webhooks.some(({ raw }) => raw.includes('Is it there?')));
  });

  it('shows its own page the pictures', async () => {
    const { body } = await upload(at, await onePixel(), 'image/png');
    await sendUntil(at, mediaMessage(TO, 'image', { id: body.id }), 'read');
    await page.goto(at.url);
    const script = `new Promise((done) => { const img = document.querySelector('article img'); img.loading = 'eager';
      const look = () => img.complete ? done(img.naturalWidth) : setTimeout(look, 5); look(); })`;
    expect(await page.evaluate(script)).to.equal(1);
  });

  it('may be led to by a link of another site', async () => {
    await page.goto(
      await serve((_req, res) => res.setHeader('content-type', 'text/html').end(`<a href="${at.url}">on</a>`)),
    );
    await Promise.all([page.waitForNavigation(), page.click('a')]);
    expect(await page.title()).to.equal('WhatsApp sandbox');
  });

  for (const where of ['another port', 'another name', 'localhost'])
    it(`lets a page of ${where} send, subscribe, fetch, write and read nothing`, async () => {
      const { body } = await upload(at, await onePixel(), 'image/png');
      const message = await sendUntil(at, mediaMessage(TO, 'image', { id: body.id, caption: CAPTION }), 'read');
      const before = { messages: await list(at), webhooks: own.webhooks.length };
      const evil = await receiver();
      let fetched = 0;
      const intranet = await serve((_req, res) => res.end(String(++fetched)));
      const foreign = new URL(await serve((_req, res) => res.setHeader('content-type', 'text/html').end('<p>Hello')));
      if (where === 'another name') foreign.hostname = 'evil.test';
      if (where === 'localhost') foreign.hostname = 'localhost';

      await page.goto(foreign.href);
      const query = { access_token: 'x', override_callback_uri: `${evil.url}/`, verify_token: evil.verifyToken };
      const read = await attack(page, {
        target: at.url,
        phone: PHONE,
        message: JSON.stringify(mediaMessage(TO, 'image', { link: intranet })),
        subscription: new URLSearchParams(query).toString(),
        media: message.media ?? '',
      });

      expect(read).to.deep.equal([]);
      expect(await list(at)).to.deep.equal(before.messages);
      const subscribed = await fetch(`${at.url}/v25.0/1/subscribed_apps?access_token=x`);
      expect(await subscribed.json()).to.deep.equal({ data: [] });
      // What was published would come in order, so before this text.
      await send(at, textMessage(TO, { biz_opaque_callback_data: 'the last' }));
      await until('the last status', () =>
        own.statuses().some((status) => status.biz_opaque_callback_data === 'the last'),
      );
      expect(own.webhooks.slice(before.webhooks).filter(({ raw }) => raw.includes('STOP'))).to.deep.equal([]);
      expect(evil.webhooks).to.deep.equal([]);
      expect(fetched).to.equal(0);
    });

  it('tells nothing to a name that its owner has pointed at this machine', async () => {
    const { body } = await upload(at, await onePixel(), 'image/png');
    await sendUntil(at, mediaMessage(TO, 'image', { id: body.id, caption: CAPTION }), 'read');
    const before = await list(at);
    const rebound = `http://evil.test:${String(at.port)}`;
    for (const path of ['/', '/sandbox/messages']) {
      await page.goto(rebound + path);
      expect(await page.innerText('body')).to.not.contain(CAPTION);
    }
    // This document is of the sandbox's own origin, as the browser sees it.
    const message = JSON.stringify(JSON.stringify(textMessage(TO)));
    const said = await page.evaluate(`(async () => {
      const list = await fetch('/sandbox/messages');
      const sent = await fetch('/v25.0/${PHONE}/messages?access_token=x', { method: 'POST', body: ${message} });
      return [location.origin, list.status, await list.text(), sent.status];
    })()`);
    const [origin, listed, text, sent] = said as [string, number, string, number];
    expect([origin, listed, sent]).to.deep.equal([rebound, 421, 421]);
    expect(text).to.not.contain(CAPTION);
    expect(await list(at)).to.deep.equal(before);
  });
});
