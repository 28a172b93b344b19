import { expect } from 'chai';
import { UNLIMITED } from '../../src/domain/model/account/account.js';
import { MINUTE } from '../../src/domain/model/time.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.js';
import { type Stores } from '../../src/app/stores.js';
import { newAccount, newToken } from '../support/accounts.js';
import { type EventStream, openEvents } from '../support/event-stream.js';
import { call, json } from '../support/http-client.js';
import { makeDatabase, type TestDatabase, withMongodb } from '../support/mongodb/database.js';
import { type Node, startNodes, storesOf } from '../support/postcard-nodes.js';
import { killProcesses } from '../support/postcard-process.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { postMedia } from '../support/send.js';
import { until } from '../support/until.js';

/** How far the clock of each node is off, in milliseconds. */
const CLOCKS = [0, -5 * MINUTE, 7 * MINUTE];

const shiftedClock = new URL('../faults/shifted-clock.mjs', import.meta.url).href;

withMongodb(() => {
  describe('the events of an account on three nodes, whose clocks are minutes apart', () => {
    let database: TestDatabase;
    let sandbox: Sandbox;
    let stores: Stores;
    let nodes: readonly Node[];
    let removeFolders: (() => Promise<void>)[];

    before(async () => {
      database = await makeDatabase();
      sandbox = await startSandbox({ host: '127.0.0.1', port: 0, appSecret: 's', statusDelayMs: Infinity });
      stores = await storesOf(database.url);
      const started = await Promise.all(
        CLOCKS.map((off) =>
          startNodes(1, database.url, sandbox.url, {
            NODE_OPTIONS: `--import ${shiftedClock}`,
            CLOCK_IS_OFF: String(off),
          }),
        ),
      );
      nodes = started.flatMap((one) => one.nodes);
      removeFolders = started.map((one) => one.removeFolders);
    });
    after(async () => {
      await killProcesses();
      await stores.close();
      await sandbox.close();
      await database.drop();
      await Promise.all(removeFolders.map((remove) => remove()));
    });

    const nodeOf = (index: number): Node => nodes[index % nodes.length] ?? expect.fail('no node');

    it('are lost by no cut and no death, and doubled by none, wherever a listener comes again', async () => {
      const account = await newAccount(stores, { limits: { apiCallsPerMinute: UNLIMITED } });
      const token = await newToken(stores, account.id, ['messages:send', 'messages:read', 'contacts:read']);
      const on = (index: number) => ({ url: nodeOf(index).url, token });
      const send = async (index: number, phone: number): Promise<unknown> =>
        postMedia(
          on(index),
          await multipartBody(
            { phone: String(phone), media_type: 'image' },
            { name: 'a.png', bytes: new Uint8Array(sample('png')) },
          ),
        ).catch(() => undefined);

      let stream = await openEvents(on(0));
      const began = stream.response.headers.get('last-event-id') ?? '';
      const heard: string[] = [];
      const leave = async (): Promise<string> => {
        stream.cut();
        await until('the cut', stream.hasEnded);
        heard.push(...stream.events.map(({ id }) => id));
        return heard.at(-1) ?? stream.response.headers.get('last-event-id') ?? '';
      };
      for (let round = 0; round < 6; round += 1) {
        const sends = [0, 1, 2].map((node) => send(node, 14_155_560_000 + 3 * round + node));
        if (round === 3) nodes.slice(1).forEach(({ process }) => process.signal('SIGKILL'));
        await Promise.race(sends);
        // The others are dead by then.
        const last = await leave();
        stream = await openEvents(on(round < 3 ? round + 1 : 0), '', { 'Last-Event-ID': last });
        await Promise.all(sends);
      }
      const all = await allEvents(on(0), began, stream, heard);
      expect(all.heard).to.deep.equal(all.listed.map(({ id }) => id));
      const ofMessages = all.listed.filter(({ type }) => type === 'message.sent');
      expect(new Set(ofMessages.map(({ data }) => data.chat_message_id)).size).to.equal(ofMessages.length);
      expect(ofMessages.length).to.be.at.least(12);
      await leave();
    });

    /** Once every message that was accepted has its event. */
    const allEvents = async (
      { url, token }: { readonly url: string; readonly token: string },
      began: string,
      stream: EventStream,
      before: readonly string[],
    ) => {
      const get = async (path: string) =>
        json(
          await call(url, {
            method: 'GET',
            path,
            headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
          }),
        )['data'];
      return until('every event', async () => {
        const { messages } = (await get('/messages?limit=100&status=sent')) as { messages: readonly unknown[] };
        const { events: listed } = (await get(`/events?limit=100&after=${began}`)) as { events: readonly Listed[] };
        const heard = [...before, ...stream.events.map(({ id }) => id)];
        const sent = listed.filter(({ type }) => type === 'message.sent').length;
        return sent >= messages.length && heard.length >= listed.length && { listed, heard };
      });
    };
  });
});

interface Listed {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly chat_message_id?: number };
}
