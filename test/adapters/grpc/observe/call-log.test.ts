import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as grpc from '@grpc/grpc-js';
import { Registry } from 'prom-client';
import { begin, send } from '../../../support/grpc-client.js';
import { until } from '../../../support/until.js';
import { answerOf } from '../../rest/support/server.js';
import { openDoor } from '../support/door.js';

const metadata = {
  phone: '14155550123',
  media_type: 'MEDIA_TYPE_IMAGE',
  media_url: 'https://x.example/a.jpg',
} as const;

/** The lines of calls. */
const callsIn = (logged: string): Record<string, unknown>[] =>
  logged
    .split('\n')
    .filter((line) => line.includes('"msg":"call"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the log of calls', () => {
  it('has no code, and neither has the metric, for a call that was cut before its status', async () => {
    const metrics = new Registry();
    const door = await openDoor({ metrics, answer: () => new Promise(() => undefined) });
    const { upload } = begin(door.client, {});
    upload.write({ metadata });
    await until('the call', async () => (await metrics.metrics()).includes('postcard_grpc_calls_in_flight 1'));
    upload.cancel();
    await until('its line', () => callsIn(door.logged()).length === 1);
    expect(callsIn(door.logged())[0]).to.include({ method: '/postcard.v1.MessageService/SendMediaMessage' });
    expect(callsIn(door.logged())[0]).not.to.have.property('code');
    expect(await metrics.metrics()).to.contain(
      'postcard_grpc_call_duration_seconds_count{method="/postcard.v1.MessageService/SendMediaMessage",code=""} 1',
    );
    await door.close();
  });

  it('leaves out refused strangers beyond its bound', async () => {
    const asked: string[] = [];
    const door = await openDoor({
      refusals: { allow: () => asked.push('line') === 0, stop: () => undefined },
      answer: ({ credentials }) =>
        Promise.resolve(answerOf(E.left({ _tag: O.isSome(credentials) ? 'WhatsAppNotConfigured' : 'Unauthorized' }))),
    });
    const codes: grpc.status[] = [];
    for (const token of [null, 'pc_known']) codes.push((await send(door.client, [{ metadata }], { token })).code);
    expect(codes).to.deep.equal([grpc.status.UNAUTHENTICATED, grpc.status.FAILED_PRECONDITION]);
    await until('a line', () => callsIn(door.logged()).length === 1);
    expect(asked).to.have.length(1);
    expect(callsIn(door.logged())[0]).to.include({ code: 'FAILED_PRECONDITION' });
    await door.close();
  });
});
