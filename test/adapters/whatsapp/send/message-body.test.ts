import { expect } from 'chai';
import { messageBody } from '../../../../src/adapters/whatsapp/send/message-body.js';
import { type PhoneNumber } from '../../../../src/domain/model/contact/phone.js';
import { type UserId } from '../../../../src/domain/model/contact/user-id.js';
import { accept, client, closeAll, expectAccepted, graph, nextTurn, order } from '../support.js';

const USER_ID = 'US.13491208655302741918' as UserId;
const link = { link: 'https://media.example.com/x' };

describe('the body of a message', () => {
  it('is exactly what Meta documents for a picture with a caption', () => {
    expect(messageBody(order({ caption: 'Hi 🌴' }), link)).to.deep.equal({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+14155550123',
      type: 'image',
      image: { link: 'https://media.example.com/x', caption: 'Hi 🌴' },
      biz_opaque_callback_data: 'postcard:1:42:aB3-_9zQ',
    });
  });

  it('goes to a user id by recipient, and never by to, where Meta accepts an id and delivers to nobody', () => {
    for (const userId of [USER_ID, 'US.ENT.11815799212886844830' as UserId]) {
      const body = messageBody(order({ to: { phone: null, userId } }), link);
      expect(body).to.include({ recipient_type: 'individual', recipient: userId }).and.not.have.property('to');
    }
  });

  it('goes to the number of a recipient who has both, and names no user id', () => {
    const body = messageBody(order({ to: { phone: '14155550123' as PhoneNumber, userId: USER_ID } }), link);
    expect(body).to.include({ to: '+14155550123' }).and.not.have.property('recipient');
  });

  it('names an uploaded file by its id and nothing else', () => {
    expect(messageBody(order({ mediaType: 'video' }), { id: '77' })).to.have.deep.property('video', { id: '77' });
  });

  it('gives a document its name and caption', () => {
    const body = messageBody(order({ mediaType: 'document', filename: 'a.pdf', caption: 'c' }), { id: '77' });
    expect(body).to.have.deep.property('document', { id: '77', caption: 'c', filename: 'a.pdf' });
  });

  it('never has a caption beside audio, which Meta refuses', () => {
    const body = messageBody(order({ mediaType: 'audio', caption: 'c', filename: 'f.mp3' }), { id: '77' });
    expect(body).to.have.deep.property('audio', { id: '77' });
  });

  it('never has a name beside anything but a document', () => {
    for (const mediaType of ['image', 'video', 'audio'] as const) {
      expect(JSON.stringify(messageBody(order({ mediaType, filename: 'name.x' }), link))).to.not.include('name.x');
    }
  });
});

describe('the request of a message', () => {
  afterEach(closeAll);

  it('is a POST to the phone number with token, type and length', async () => {
    const server = await graph(({ res }) => {
      accept(res);
    });
    expectAccepted(await client(server.url).send(order({ caption: 'naïve ✓' })));
    const [request] = server.requests;
    expect(request?.method).to.equal('POST');
    expect(request?.path).to.equal('/v25.0/106540352242922/messages');
    expect(request?.headers['authorization']).to.equal('Bearer EAAG-marked-secret-token');
    expect(request?.headers['content-type']).to.equal('application/json');
    expect(request?.headers['content-length']).to.equal(String(request?.body.length));
    expect(request?.headers).to.not.have.property('transfer-encoding');
    expect(JSON.parse(String(request?.body))).to.have.nested.property('image.caption', 'naïve ✓');
  });

  it('goes below the path of a gateway', async () => {
    const server = await graph(({ res }) => {
      accept(res);
    });
    await client(`${server.url}/gateway/meta/`).send(order());
    expect(server.requests[0]?.path).to.equal('/gateway/meta/v25.0/106540352242922/messages');
  });

  it('keeps a phone number id in its one path segment, whatever it holds', async () => {
    const server = await graph(({ res }) => {
      accept(res);
    });
    const whatsapp = client(server.url);
    for (const phoneNumberId of ['..', '../me', 'a/b?c#d', 'é', '%2e']) {
      await whatsapp.send(order({ credentials: { phoneNumberId, accessToken: 't' } }));
    }
    expect(server.requests.map(({ path }) => path)).to.deep.equal([
      '/v25.0/%2E%2E/messages',
      '/v25.0/%2E%2E%2Fme/messages',
      '/v25.0/a%2Fb%3Fc%23d/messages',
      '/v25.0/%C3%A9/messages',
      '/v25.0/%252e/messages',
    ]);
  });

  it('is not made with a token that cannot stand in a header', async () => {
    const server = await graph(({ res }) => {
      accept(res);
    });
    const whatsapp = client(server.url);
    for (const accessToken of ['', 'a b', 'a\r\nX-Injected: 1', 'tökén', 'x'.repeat(5_000)]) {
      const outcome = await whatsapp.send(order({ credentials: { phoneNumberId: '1', accessToken } }));
      expect(outcome).to.have.nested.property('failure.retryable', false);
      expect(outcome).to.have.nested.property('failure.outcome', 'not_sent');
      if (accessToken !== '') expect(JSON.stringify(outcome)).to.not.include(accessToken);
    }
    expect(server.requests).to.have.length(0);
  });

  it('uses one connection again and again', async () => {
    const server = await graph(({ res }) => {
      accept(res);
    });
    const whatsapp = client(server.url);
    for (let n = 0; n < 5; n += 1) {
      expectAccepted(await whatsapp.send(order()));
      await nextTurn();
    }
    expect(server.totalConnections()).to.equal(1);
  });
});
