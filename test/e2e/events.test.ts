import { expect } from 'chai';
import { type Account } from '../../src/domain/model/account/account.js';
import { MINUTE } from '../../src/domain/model/time.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { newContact } from '../contracts/support.js';
import { call, json } from '../support/http-client.js';
import { type EventStream, openEvents } from '../support/event-stream.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { messageIn, messageOf } from '../support/read.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { postMedia, sentData, type Sender } from '../support/send.js';
import { until } from '../support/until.js';

/** The place behind which a stream began: making its account has events too. */
const beginning = ({ response }: EventStream): string => response.headers.get('last-event-id') ?? '';

interface Listed {
  readonly events: readonly { readonly id: string; readonly type: string; readonly data: unknown }[];
  readonly next_cursor: string | null;
}

describe('the events of an account', () => {
  let world: PostcardWorld;
  let account: Account;
  let sender: Sender;
  let streams: EventStream[];

  before(async () => {
    world = await startPostcard({ statusDelayMs: 2 });
  });
  beforeEach(async () => {
    account = await world.newAccount();
    sender = {
      url: world.url,
      token: await world.newToken(account.id, ['messages:send', 'messages:read', 'contacts:read']),
    };
    streams = [];
  });
  afterEach(() => streams.forEach(({ cut }) => cut()));
  after(() => world.close());

  const open = async (...asked: Parameters<typeof openEvents>): Promise<EventStream> => {
    const stream = await openEvents(...asked);
    streams.push(stream);
    return stream;
  };
  const send = async (phone: string) =>
    sentData(
      await postMedia(
        sender,
        await multipartBody({ phone, media_type: 'image' }, { name: 'a.png', bytes: new Uint8Array(sample('png')) }),
      ),
    );
  const list = async (query = ''): Promise<Listed> => {
    const headers = { authorization: `Bearer ${sender.token}`, accept: 'application/json' };
    return json(await call(world.url, { method: 'GET', path: `/events${query}`, headers }))['data'] as Listed;
  };

  it('come as they happen, in the order in which they are listed, with the message as it then was', async () => {
    const stream = await open(sender);
    const { chat_message_id: id } = await send('14155550123');
    const heard = await stream.untilHeard(4);
    expect(heard.map(({ event }) => event)).to.deep.equal([
      'contact.created',
      'message.sent',
      'message.delivered',
      'message.read',
    ]);
    const listed = await list(`?after=${beginning(stream)}`);
    expect(listed.events).to.deep.equal(heard.map(({ id: event, data }) => ({ id: event, ...data })));
    expect(listed.next_cursor).to.equal(heard.at(-1)?.id);
    expect(await list(`?after=${listed.next_cursor ?? ''}`)).to.deep.equal({ events: [], next_cursor: null });
    const message = await messageIn(sender, id, 'read');
    expect((heard[3]?.data['data'] as object) ?? {}).to.include({ chat_message_id: id, read_at: message.read_at });
    const ids = heard.map(({ id: event }) => event);
    expect(ids.toSorted()).to.deep.equal(ids);
  });

  it('come to those who may see them: of contacts only with contacts:read, and never of another account', async () => {
    const blind = { url: world.url, token: await world.newToken(account.id, ['messages:read']) };
    const other = await world.newAccount();
    const stranger = { url: world.url, token: await world.newToken(other.id, ['messages:read']) };
    const [ofBlind, ofStranger] = [await open(blind), await open(stranger)];
    await send('14155550124');
    await ofBlind.untilHeard(3);
    expect(ofBlind.events.map(({ event }) => event)).to.deep.equal([
      'message.sent',
      'message.delivered',
      'message.read',
    ]);
    expect(ofStranger.events).to.deep.equal([]);
  });

  it('come soon though another process has made them', async () => {
    const stream = await open(sender, '?types=contact.created');
    await orThrow(world.stores.contacts.findOrCreate(account.id, newContact(7), -1, world.stores.clock.now()));
    const [created] = await stream.untilHeard(1);
    expect(created?.event).to.equal('contact.created');
  });

  it('are lost by no cut, and doubled by none, while they happen', async () => {
    let stream = await open(sender);
    const began = beginning(stream);
    const heard: string[] = [];
    const sends = (async () => {
      for (let sent = 0; sent < 12; sent += 1) await send(`141555502${10 + sent}`);
    })();
    for (let cut = 0; cut < 6; cut += 1) {
      await new Promise((resolve) => setTimeout(resolve, 7 * cut));
      stream.cut();
      await until('the cut', stream.hasEnded);
      heard.push(...stream.events.map(({ id }) => id));
      const last = heard.at(-1) ?? beginning(stream);
      stream = await open(sender, '', { 'Last-Event-ID': last });
    }
    await sends;
    await stream.untilHeard(12 * 4 - heard.length);
    heard.push(...stream.events.map(({ id }) => id));
    const all = await list(`?limit=100&after=${began}`);
    expect(heard).to.deep.equal(all.events.map(({ id }) => id));
  });

  it('end with their token', async () => {
    const soon = world.stores.clock.now() + MINUTE;
    const stream = await open({ url: world.url, token: await world.newToken(account.id, ['messages:read'], soon) });
    world.pass(MINUTE);
    await until('the end', stream.hasEnded);
    expect(stream.comments()).to.equal(2);
  });

  it('cost one call each time that they are asked for', async () => {
    const limited = await world.newAccount({ limits: { apiCallsPerMinute: 2 } });
    const caller = { url: world.url, token: await world.newToken(limited.id, ['messages:read']) };
    const stream = await open(caller);
    expect(stream.response.headers.get('x-ratelimit-remaining')).to.equal('1');
    const answer = await call(world.url, {
      method: 'GET',
      path: '/events',
      headers: { authorization: `Bearer ${caller.token}`, accept: 'application/json' },
    });
    expect(answer.headers['x-ratelimit-remaining']).to.equal('0');
    expect(await messageOf(caller, 1).catch((error: unknown) => String(error))).to.contain('429');
  });

  it('are a list for whoever asks for JSON, with a charset too, and a stream for all others', async () => {
    const { id } = await world.newAccount();
    const authorization = `Bearer ${await world.newToken(id, ['messages:read'])}`;
    const typeFor = async (accept: string | null): Promise<string | null> => {
      const stop = new AbortController();
      const headers = { authorization, ...(accept === null ? {} : { accept }) };
      const answer = await fetch(`${world.url}/events`, { headers, signal: stop.signal });
      stop.abort();
      return answer.headers.get('content-type')?.split(';')[0] ?? null;
    };
    for (const json of [
      'application/json',
      'application/json; charset=utf-8',
      'Application/JSON;charset=UTF-8, */*',
      'application/json;version=1;q=0.9, text/event-stream;q=0.5',
    ])
      expect(await typeFor(json), json).to.equal('application/json');
    for (const stream of [null, '*/*', 'text/event-stream', 'text/html'])
      expect(await typeFor(stream), String(stream)).to.equal('text/event-stream');
  });
});
