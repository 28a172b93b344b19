import { recognized } from '../../../../src/domain/model/media/recognized.js';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { flow } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { unavailable } from '../../../../src/domain/model/errors.js';
import { recipient } from '../../../support/any-contact.js';
import { nothingShown } from '../../../../src/domain/model/contact/shown-person.js';
import { type Message } from '../../../../src/domain/model/message/message.js';
import { type SendOutcome } from '../../../../src/domain/model/message/send-outcome.js';
import { type StagedMedia } from '../../../../src/domain/ports/media-storage.js';
import { type SendOrder } from '../../../../src/domain/ports/whatsapp.js';
import { type Receipt } from '../../../../src/domain/use-cases/send-media-message/call.js';
import { type SendMediaPorts } from '../../../../src/domain/use-cases/send-media-message/ports.js';
import { makeSendMediaMessage } from '../../../../src/domain/use-cases/send-media-message/send-media-message.js';
import { reportedMessage, type StatusReport } from '../../../../src/domain/model/message/status-report.js';
import { callOf, fieldsOf, picture } from '../../../support/calls.js';
import { account, bytesOf, happyPorts, NOW, token } from '../../../support/happy-ports.js';

const base = { phone: '+1 415 555 0123', media_type: 'image', caption: ' Hi ' };
const upload = (fields: Record<string, unknown> = {}, file = picture()) => [...fieldsOf({ ...base, ...fields }), file];

const refusal = (outcome: 'not_sent' | 'unknown', retryable: boolean): SendOutcome => ({
  _tag: 'Refused',
  failure: { error: 'no', outcome, retryable, whatsapp: null },
  at: NOW,
});

/** Ports that also remember what WhatsApp was asked to send. */
const watchedPorts = (outcome?: SendOutcome) => {
  const { ports, happened } = happyPorts();
  const orders: SendOrder[] = [];
  const watched: SendMediaPorts = {
    ...ports,
    whatsapp: {
      send: (order) => {
        orders.push(order);
        return outcome === undefined ? ports.whatsapp.send(order) : T.of(outcome);
      },
    },
  };
  return { ports: watched, happened, orders };
};

const receiptOf = (result: E.Either<unknown, Receipt>): Receipt => {
  if (E.isLeft(result)) throw new Error(`refused: ${JSON.stringify(result.left)}`);
  return result.right;
};

const tagOf = (result: E.Either<{ _tag: string }, unknown>): string => (E.isLeft(result) ? result.left._tag : 'sent');

describe('sending a media message', () => {
  it('answers what was sent, and writes each step down before the next', async () => {
    const { ports, happened, orders } = watchedPorts();
    const { result } = await makeSendMediaMessage(ports)(callOf(upload()));
    expect(receiptOf(result)).to.deep.equal({
      messageId: 'wamid.1',
      contactId: 1,
      recipient: recipient('14155550123'),
      mediaType: 'image',
      mediaUrl: `https://media.test/media/${'m'.repeat(43)}/holiday.jpg`,
      caption: 'Hi',
      filename: null,
      reference: null,
      sentAt: NOW + 5,
      chatId: 1,
      chatMessageId: 1,
      warnings: [],
    });
    expect(happened.steps).to.deep.equal(['contact', 'publish', 'open', 'release', 'send', 'settle', 'leave']);
    expect(orders[0]).to.deep.include({
      to: recipient('14155550123'),
      caption: 'Hi',
      filename: null,
      callbackData: 'postcard:1:1:rrrrrrrr',
    });
  });

  it('keeps a reference with the message, tells it, and does not send it', async () => {
    const { ports, happened, orders } = watchedPorts();
    const { result } = await makeSendMediaMessage(ports)(callOf(upload({ reference: ' order-1042 ' })));
    expect(receiptOf(result).reference).to.equal('order-1042');
    expect(happened.messages[0]).to.include({ reference: 'order-1042' });
    expect(JSON.stringify(orders)).not.to.contain('order-1042');
  });

  it('tells requests apart by their reference, and knows those without one as before there were any', async () => {
    const { ports, happened } = watchedPorts();
    for (const reference of [undefined, '', 'a', 'b'])
      await makeSendMediaMessage(ports)(callOf(upload(reference === undefined ? {} : { reference })));
    const [none, empty, a, b] = happened.messages.map(({ fingerprint }) => fingerprint);
    expect(empty).to.equal(none);
    expect(new Set([none, a, b]).size).to.equal(3);
    expect(none).to.equal('833da6cc118c60b489ecd53007e6a3f063646cc012401b96f298425640c418ab');
  });

  it('completes a new contact by what the caller says and the account defaults', async () => {
    const { ports, happened } = watchedPorts();
    const fields = { 'contact.firstname': 'Ada', 'contact.groups': '2, 1,2', 'contact.assigned_id': '1' };
    await makeSendMediaMessage(ports)(callOf(upload(fields)));
    expect(happened.contacts[0]).to.deep.include({ firstname: 'Ada', groups: [1, 2], assignedTo: 1, status: 1 });
  });

  it('refuses staff and groups that the account does not have, and makes nothing', async () => {
    const { ports, happened } = watchedPorts();
    const fields = { 'contact.groups': '1,8,9', 'contact.assigned_id': '7' };
    const { result } = await makeSendMediaMessage(ports)(callOf(upload(fields)));
    expect(E.isLeft(result) && result.left._tag === 'Invalid' && Object.keys(result.left.details)).to.deep.equal([
      'contact.assigned_id',
      'contact.groups',
    ]);
    expect(happened.steps).to.deep.equal([]);
  });

  it('sends no caption with audio, and says so', async () => {
    const { ports, orders } = watchedPorts();
    const call = callOf(upload({ media_type: 'audio' }, picture({ name: 'voice.mp3' })));
    const { result } = await makeSendMediaMessage({ ...ports, inspector: { detect: () => T.of(recognized('mp3')) } })(
      call,
    );
    expect(receiptOf(result)).to.deep.include({ caption: null });
    expect(receiptOf(result).warnings).to.have.length(1);
    expect(orders[0]?.caption).to.equal(null);
  });

  it('lets the bytes decide what is served and sent, not the name', async () => {
    const { ports, orders } = watchedPorts();
    const { result } = await makeSendMediaMessage({ ...ports, inspector: { detect: () => T.of(recognized('png')) } })(
      callOf(upload()),
    );
    expect(receiptOf(result).mediaUrl).to.match(/holiday\.jpg\.png$/);
    expect(orders[0]?.media.type).to.equal('image/png');
  });

  it('refuses bytes of a type that belongs to another media type', async () => {
    const { ports } = watchedPorts();
    const { result } = await makeSendMediaMessage({ ...ports, inspector: { detect: () => T.of(recognized('pdf')) } })(
      callOf(upload()),
    );
    expect(E.isLeft(result) && result.left).to.deep.include({ _tag: 'MediaRefused', reason: 'content_mismatch' });
  });

  it('sends a webp as what it was converted to, by upload, and shows the original', async () => {
    const { ports, orders } = watchedPorts();
    let served = '';
    const publishing = (file: StagedMedia): StagedMedia => ({
      ...file,
      publish: (owner, type) => {
        served = type;
        return file.publish(owner, type);
      },
    });
    const { stage } = ports.media;
    const media = { ...ports.media, stage: flow(stage, TE.map(publishing)) };
    const detect = () => T.of(recognized('webp'));
    await makeSendMediaMessage({ ...ports, media, inspector: { detect } })(
      callOf(upload({}, picture({ name: 'x.webp' }))),
    );
    expect(served).to.equal('image/webp');
    expect(orders[0]?.media).to.deep.include({ mustUpload: true, type: 'image/jpeg', sizeBytes: 'converted'.length });
  });

  it('sends a document with a name that has the right extension', async () => {
    const names: [Record<string, string>, string, string][] = [
      [{}, 'report.pdf', 'report.pdf'],
      [{ filename: 'Offer' }, 'x.pdf', 'Offer.pdf'],
      [{ filename: 'Offer.pdf' }, 'x.pdf', 'Offer.pdf'],
      [{}, '/tmp/\u202eevil.pdf', 'evil.pdf'],
    ];
    for (const [fields, uploaded, sent] of names) {
      const { ports, orders } = watchedPorts();
      const { result } = await makeSendMediaMessage({ ...ports, inspector: { detect: () => T.of(recognized('pdf')) } })(
        callOf(upload({ media_type: 'document', ...fields }, picture({ name: uploaded }))),
      );
      expect(orders[0]?.filename).to.equal(sent);
      expect(receiptOf(result).filename).to.equal(fields['filename'] ?? null);
    }
  });

  it('fetches a URL only when everything before the media has passed', async () => {
    const { ports } = watchedPorts();
    let fetched = 0;
    const downloader: SendMediaPorts['downloader'] = {
      download: (request, keep) => {
        fetched += 1;
        return ports.downloader.download(request, keep);
      },
    };
    const linked = fieldsOf({ ...base, media_url: 'https://pictures.test/cat.jpg' });
    const spoilt = { ...account, whatsapp: { ...account.whatsapp, accessToken: null } };
    const refused = { ...ports, downloader, accounts: { byId: () => TE.right(O.some(spoilt)) } };
    expect(tagOf((await makeSendMediaMessage(refused)(callOf(linked))).result)).to.equal('WhatsAppNotConfigured');
    expect(fetched).to.equal(0);
    expect(tagOf((await makeSendMediaMessage({ ...ports, downloader })(callOf(linked))).result)).to.equal('sent');
    expect(fetched).to.equal(1);
  });

  it('judges a download by the name it was found under, then its disposition, then its content type', async () => {
    const cases: [string, string | null, string | null, string][] = [
      ['cat.jpg', null, null, 'sent'],
      ['cat.exe', 'cat.jpg', 'image/jpeg', 'sent'],
      ['cat.pdf', 'cat.jpg', 'image/jpeg', 'Invalid'],
      ['download', 'cat.pdf', 'image/jpeg', 'Invalid'],
      ['download', null, 'application/pdf', 'Invalid'],
      ['download', 'cat.jpg', null, 'sent'],
      ['download', null, 'image/jpeg', 'sent'],
      ['', null, 'image/png', 'sent'],
      ['download', null, 'text/html', 'sent'],
      ['download', null, null, 'sent'],
    ];
    for (const [pathName, dispositionName, contentType, tag] of cases) {
      const { ports } = watchedPorts();
      const downloader: SendMediaPorts['downloader'] = {
        download: (_request, keep) =>
          keep({ pathName, dispositionName, askedName: 'cat', contentType, bytes: bytesOf('x') }),
      };
      const call = callOf(fieldsOf({ ...base, media_url: 'https://pictures.test/cat' }));
      const { result } = await makeSendMediaMessage({ ...ports, downloader })(call);
      expect(tagOf(result), pathName).to.equal(tag);
    }
  });

  it('refuses a download that is empty or too large at media_url', async () => {
    for (const chunks of [[], ['x'.repeat(5 * 1_048_576), 'y']]) {
      const { ports } = watchedPorts();
      const downloader: SendMediaPorts['downloader'] = {
        download: (_request, keep) =>
          keep({
            pathName: 'cat.jpg',
            dispositionName: null,
            askedName: '',
            contentType: null,
            bytes: bytesOf(...chunks),
          }),
      };
      const call = callOf(fieldsOf({ ...base, media_url: 'https://pictures.test/cat.jpg' }));
      const { result } = await makeSendMediaMessage({ ...ports, downloader })(call);
      expect(E.isLeft(result) && result.left._tag === 'Invalid' && Object.keys(result.left.details)).to.deep.equal([
        'media_url',
      ]);
    }
  });
});

describe('an idempotency key', () => {
  const send = (ports: SendMediaPorts, fields: Record<string, unknown> = {}) =>
    makeSendMediaMessage(ports)(callOf(upload(fields), { key: 'key' }));

  it('answers the same request with its first answer, and sends once', async () => {
    const { ports, orders } = watchedPorts();
    const first = await send(ports);
    const again = await send(ports, { phone: '14155550123', unknown: 'x' });
    expect(again.replayed).to.equal(true);
    expect(again.result).to.deep.equal(first.result);
    expect(orders).to.have.length(1);
  });

  it('refuses another request under the same key', async () => {
    const { ports } = watchedPorts();
    await send(ports);
    for (const other of [{ caption: 'Bye' }, { phone: '14155550124' }, { 'contact.firstname': 'Ada' }])
      expect(tagOf((await send(ports, other)).result)).to.equal('IdempotencyMismatch');
  });

  it('keeps a failure that must not be repeated and frees one that may', async () => {
    for (const [outcome, retryable, sends] of [
      ['not_sent', true, 2],
      ['not_sent', false, 1],
      ['unknown', false, 1],
    ] as const) {
      const { ports, orders } = watchedPorts(refusal(outcome, retryable));
      await send(ports);
      const again = await send(ports);
      expect(tagOf(again.result)).to.equal('SendFailed');
      expect(again.replayed).to.equal(sends === 1);
      expect(orders).to.have.length(sends);
    }
  });

  it('that is lost to another request answers as that one does', async () => {
    const { ports, happened, orders } = watchedPorts();
    const first = await send(ports);
    let looks = 0;
    const racing: SendMediaPorts = {
      ...ports,
      messages: {
        ...ports.messages,
        byKey: (...args) => ((looks += 1) === 1 ? TE.right(O.none) : ports.messages.byKey(...args)),
        open: () => TE.left({ _tag: 'KeyTaken' }),
      },
    };
    const second = await send(racing);
    expect(second).to.deep.include({ replayed: true, result: first.result });
    expect(orders).to.have.length(1);
    expect(happened.steps.slice(-3)).to.deep.equal(['publish', 'release', 'leave']);
    expect(happened.staged.size).to.equal(0);
  });

  it('of another request that has claimed it meanwhile and has no answer yet is a conflict', async () => {
    const { ports, happened, orders } = watchedPorts();
    const messages = { ...ports.messages, open: () => TE.left({ _tag: 'KeyTaken' } as const) };
    const { replayed, result } = await send({ ...ports, messages });
    expect([replayed, tagOf(result)]).to.deep.equal([false, 'IdempotencyConflict']);
    expect(orders).to.have.length(0);
    expect(happened.staged.size).to.equal(0);
  });
});

describe('what goes wrong on the way', () => {
  it('a token that is revoked meanwhile sends nothing', async () => {
    const { ports, happened } = watchedPorts();
    let looks = 0;
    const tokens = {
      byHash: () => TE.right(O.some((looks += 1) === 1 ? token : { ...token, revokedAt: NOW })),
    };
    const { result } = await makeSendMediaMessage({ ...ports, tokens })(callOf(upload()));
    expect(tagOf(result)).to.equal('Unauthorized');
    expect(happened.steps).to.deep.equal(['leave']);
  });

  it('a caller that hangs up before the record is open leaves nothing', async () => {
    const { ports, happened } = watchedPorts();
    const { result } = await makeSendMediaMessage(ports)(callOf(upload(), { signal: AbortSignal.abort() }));
    expect(tagOf(result)).to.equal('Interrupted');
    expect(happened.steps).to.deep.equal(['leave']);
    expect(happened.staged.size).to.equal(0);
  });

  it('a store that fails before anything was sent is unavailable', async () => {
    const { ports, orders } = watchedPorts();
    const messages = { ...ports.messages, open: () => TE.left(unavailable('down')) };
    expect(tagOf((await makeSendMediaMessage({ ...ports, messages })(callOf(upload()))).result)).to.equal(
      'Unavailable',
    );
    expect(orders).to.have.length(0);
  });

  it('a store that fails after the send is asked for ten seconds, then the outcome is unknown', async () => {
    const { ports, orders } = watchedPorts();
    let elapsed = 0;
    let tries = 0;
    const down: SendMediaPorts = {
      ...ports,
      // The time of day goes back meanwhile.
      clock: {
        now: () => NOW - 1_000 * elapsed,
        elapsed: () => elapsed,
        sleep: (ms) => () => Promise.resolve(void (elapsed += ms)),
      },
      messages: { ...ports.messages, settle: () => TE.leftIO(() => unavailable((tries += 1))) },
    };
    const { result } = await makeSendMediaMessage(down)(callOf(upload()));
    expect(E.isLeft(result) && result.left._tag === 'SendFailed' && result.left.failure).to.deep.include({
      outcome: 'unknown',
      retryable: false,
    });
    expect(tries).to.be.greaterThan(5);
    expect(elapsed).to.be.within(9_000, 10_000);
    expect(orders).to.have.length(1);
  });

  it('a store that comes back in time records the outcome', async () => {
    const { ports, happened } = watchedPorts();
    let tries = 0;
    const flaky: SendMediaPorts = {
      ...ports,
      messages: {
        ...ports.messages,
        settle: (ref, outcome, contact, entries) =>
          (tries += 1) < 3 ? TE.left(unavailable('down')) : ports.messages.settle(ref, outcome, contact, entries),
      },
    };
    expect(tagOf((await makeSendMediaMessage(flaky)(callOf(upload()))).result)).to.equal('sent');
    expect(happened.messages[0]?.state).to.equal('sent');
  });

  for (const [what, outcome, status, answer] of [
    ['an unknown outcome is a success where a status has told of it meanwhile', 'unknown', 'delivered', 'sent'],
    ['an unknown outcome is a failure where a status has told why meanwhile', 'unknown', 'failed', 'SendFailed'],
    ['what WhatsApp accepted is a success, whatever a status has told meanwhile', 'accepted', 'failed', 'sent'],
  ] as const)
    it(what, async () => {
      const { ports, happened } = watchedPorts();
      const failure = { error: 'told by a status', outcome: 'not_sent', retryable: false, whatsapp: null } as const;
      const parts = { wamid: 'wamid.told', mark: null, shown: nothingShown, at: NOW };
      const report: StatusReport = status === 'failed' ? { ...parts, status, failure } : { ...parts, status };
      const early: SendMediaPorts = {
        ...ports,
        whatsapp: {
          send: () => async () => {
            happened.messages[0] = reportedMessage(happened.messages[0] as Message, report);
            const unknown = { error: 'who knows', outcome: 'unknown', retryable: false, whatsapp: null } as const;
            return outcome === 'accepted'
              ? { _tag: 'Accepted', wamid: 'wamid.told', shown: nothingShown, at: NOW }
              : { _tag: 'Refused', failure: unknown, at: NOW };
          },
        },
      };
      const { result } = await makeSendMediaMessage(early)(callOf(upload(), { key: 'k' }));
      expect(tagOf(result)).to.equal(answer);
      if (E.isRight(result)) expect(result.right.messageId).to.equal('wamid.told');
      else if (result.left._tag === 'SendFailed') expect(result.left.failure).to.deep.equal(failure);
      const again = await makeSendMediaMessage(early)(callOf(upload(), { key: 'k' }));
      expect(again).to.deep.include({ replayed: true, result });
    });

  it('a defect rejects, and still leaves neither place nor file behind', async () => {
    const { ports, happened } = watchedPorts();
    const broken: SendMediaPorts = {
      ...ports,
      messages: { ...ports.messages, open: () => () => Promise.reject(new TypeError('a defect')) },
    };
    const failed = await makeSendMediaMessage(broken)(callOf(upload())).catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(TypeError);
    expect(happened.steps).to.include('leave').and.to.include('release');
    expect(happened.staged.size).to.equal(0);
  });

  it('limits that fill up between look and write are told as limits', async () => {
    const { ports } = watchedPorts();
    const full = { _tag: 'FeatureLimitExceeded', feature: 'contacts', current: 5, maximum: 5 } as const;
    const contacts = { ...ports.contacts, findOrCreate: () => TE.left(full) };
    const { result } = await makeSendMediaMessage({ ...ports, contacts })(callOf(upload()));
    expect(E.isLeft(result) && result.left).to.deep.equal(full);
  });

  it('puts a caller off while what was staged cannot be read, and calls nothing else a fault of the store', async () => {
    const broken = new Error('EIO');
    const { ports, happened } = watchedPorts();
    const { stage } = ports.media;
    const unreadable: SendMediaPorts['media'] = {
      ...ports.media,
      stage: (bytes, limit) =>
        TE.map((file: StagedMedia) => ({ ...file, read: () => Promise.reject(broken) }))(stage(bytes, limit)),
    };
    const reading: SendMediaPorts['inspector'] = {
      detect: (file) => () => file.read(0, 1).then(() => recognized('jpeg')),
    };
    const failed = await makeSendMediaMessage({ ...ports, media: unreadable, inspector: reading })(callOf(upload()));
    expect(failed.result).to.deep.include({ left: unavailable(broken) });
    expect(happened.steps).to.deep.equal([]);

    const defect = new TypeError('a defect');
    const defective = { ...ports, inspector: { detect: () => () => Promise.reject(defect) } };
    const thrown = await makeSendMediaMessage(defective)(callOf(upload())).catch((error: unknown) => error);
    expect(thrown).to.equal(defect);
  });
});
