import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { unavailable } from '../../../../../src/domain/model/errors.js';
import { limitOf } from '../../../../../src/domain/model/media/media-rules.js';
import { type MediaId } from '../../../../../src/domain/model/media/media-id.js';
import { type MediaStorage, type TakenMedia } from '../../../../../src/domain/ports/media-storage.js';
import { type SendMediaPorts } from '../../../../../src/domain/use-cases/send-media-message/ports.js';
import { makeSendMediaMessage } from '../../../../../src/domain/use-cases/send-media-message/send-media-message.js';
import { callOf, fieldsOf } from '../../../../support/calls.js';
import { account, bytesOf, happyPorts } from '../../../../support/happy-ports.js';

const ID = 'm'.repeat(43) as MediaId;
const URL_OF_IT = 'https://media.test/media/m/cat.jpg';

const own = (name = 'cat.jpg', take?: MediaStorage['take'], sizeBytes = 7) => {
  const { ports, happened } = happyPorts();
  const steps: string[] = [];
  const file: TakenMedia = {
    type: 'image/jpeg',
    sizeBytes,
    sha256: 'f'.repeat(64),
    read: () => Promise.resolve(Buffer.from('picture')),
    bytes: () => bytesOf('picture'),
    publish: (owner, type) =>
      TE.rightIO(() => {
        steps.push(`publish ${owner.id} ${type}`);
        return { id: ID, release: () => undefined };
      }),
    discard: async () => void steps.push('discard'),
  };
  const changed: SendMediaPorts = {
    ...ports,
    ownMedia: () => O.some({ id: ID, name }),
    media: {
      ...ports.media,
      stage: () => expect.fail('a byte was staged'),
      take: (id, owner) => {
        steps.push(`take ${id} ${owner.id}`);
        return take?.(id, owner) ?? TE.right(O.some(file));
      },
    },
    downloader: { download: () => expect.fail('a URL was fetched') },
  };
  const send = async (more: Readonly<Record<string, unknown>> = {}) => {
    const parts = fieldsOf({ phone: '14155550123', media_type: 'image', media_url: URL_OF_IT, ...more });
    return (await makeSendMediaMessage(changed)(callOf(parts))).result;
  };
  return { send, steps, happened };
};

const refusalOf = async (sent: ReturnType<ReturnType<typeof own>['send']>) => {
  const result = await sent;
  return E.isLeft(result) ? result.left : expect.fail('it was sent');
};

describe('a media_url of our own', () => {
  it('is taken from the store of the calling account, and published as it is', async () => {
    const { send, steps, happened } = own();
    expect(E.isRight(await send())).to.equal(true);
    expect(steps).to.deep.equal([`take ${ID} ${account.id}`, `publish ${account.id} image/jpeg`, 'discard']);
    expect(happened.messages[0]).to.include({ mediaId: ID });
  });

  it('is not fetched and not there, where the store has none of the account', async () => {
    const { send, steps, happened } = own('cat.jpg', () => TE.right(O.none));
    expect(await refusalOf(send())).to.include({ _tag: 'MediaRefused', reason: 'http_status' });
    expect(steps).to.have.length(1);
    expect(happened.contacts).to.deep.equal([]);
  });

  it('is answered alike where the file is damaged, and only the log learns it', async () => {
    const cause = new Error('cut short');
    const { send } = own('cat.jpg', () => TE.left({ _tag: 'DamagedFile', what: 'cut short', cause }));
    expect(await refusalOf(send())).to.deep.equal({ _tag: 'MediaRefused', reason: 'http_status', cause });
  });

  it('is put off while the store is down', async () => {
    const { send } = own('cat.jpg', () => TE.left(unavailable(new Error('down'))));
    expect(await refusalOf(send())).to.include({ _tag: 'Unavailable' });
  });

  it('is judged by the name that the URL ends in, like any download, and let go', async () => {
    const { send, steps } = own('cat.pdf');
    expect(await refusalOf(send())).to.deep.include({
      _tag: 'Invalid',
      inline: 'Invalid file extension for image. Allowed: jpg, jpeg, png, webp',
    });
    expect(steps).to.include('discard');
    expect(E.isRight(await own('cat').send())).to.equal(true);
  });

  it('is judged by the limit of the new media type', async () => {
    const limit = limitOf('image');
    expect(E.isRight(await own('cat.jpg', undefined, limit).send())).to.equal(true);
    const { send, steps } = own('cat.jpg', undefined, limit + 1);
    expect(await refusalOf(send())).to.deep.include({
      _tag: 'Invalid',
      inline: 'File size exceeds limit for image. Max allowed is 5 MB',
    });
    expect(steps).to.include('discard');
  });

  it('is judged by its content', async () => {
    const { send, steps } = own('cat.pdf');
    expect(await refusalOf(send({ media_type: 'document' }))).to.include({
      _tag: 'MediaRefused',
      reason: 'content_mismatch',
    });
    expect(steps).to.include('discard');
  });

  it('counts as its text for an idempotency key, like any URL', async () => {
    const { send, happened } = own();
    await send();
    await send({ media_url: `${URL_OF_IT}?again` });
    await send();
    const [one, two, three] = happened.messages.map(({ fingerprint }) => fingerprint);
    expect(one).to.equal(three).and.not.to.equal(two);
  });
});
