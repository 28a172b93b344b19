import { call, json } from '../../support/http-client.js';
import { type Answer } from '../../support/openapi.js';
import { multipartBody } from '../../support/request-bodies.js';
import { sample } from '../../support/samples.js';
import { type Provocation, type Stage } from './provocation.js';

const PATH = '/media/{id}/{name}';
const ABSENT = `/media/${'A'.repeat(43)}/holiday.jpg`;

/** Sends a picture and asks for what it is served as. */
const ask = async (
  { world, token }: Stage,
  method: string,
  headers: (etag: string) => Record<string, string> = () => ({}),
): Promise<Answer> => {
  const fields = { phone: '14155550123', media_type: 'image' };
  const { body, ...made } = await multipartBody(fields, { name: 'a.png', bytes: new Uint8Array(sample('png')) });
  const authorization = `Bearer ${token}`;
  const sent = await call(world.url, {
    method: 'POST',
    path: '/messages/media',
    headers: { authorization, ...made.headers },
    body,
  });
  const path = new URL((json(sent)['data'] as { media_url: string }).media_url).pathname;
  const { headers: served } = await call(world.url, { method: 'HEAD', path });
  return call(world.url, { method, path, headers: headers(String(served['etag'])) });
};

const on = (method: string, status: number, example: string, provoke: Provocation['provoke']): Provocation => ({
  method,
  path: PATH,
  status,
  example,
  provoke,
});

export const mediaProvocations: readonly Provocation[] = [
  on('GET', 200, '', (stage) => ask(stage, 'GET')),
  on('GET', 206, '', (stage) => ask(stage, 'GET', () => ({ range: 'bytes=1-10' }))),
  on('GET', 304, '', (stage) => ask(stage, 'GET', (etag) => ({ 'if-none-match': etag }))),
  on('GET', 404, 'NOT_FOUND', ({ world }) => call(world.url, { method: 'GET', path: ABSENT })),
  on('GET', 405, 'VALIDATION_ERROR', ({ world }) => call(world.url, { method: 'PUT', path: ABSENT })),
  on('GET', 416, 'VALIDATION_ERROR', (stage) => ask(stage, 'GET', () => ({ range: 'bytes=99999999-' }))),
  on('GET', 500, 'INTERNAL_ERROR', ({ defective }) => call(defective, { method: 'GET', path: ABSENT })),
  on('GET', 503, 'SERVICE_UNAVAILABLE', ({ down }) => call(down, { method: 'GET', path: ABSENT })),
  on('HEAD', 200, '', (stage) => ask(stage, 'HEAD', () => ({ range: 'bytes=1-10' }))),
  on('HEAD', 304, '', (stage) => ask(stage, 'HEAD', (etag) => ({ 'if-none-match': etag }))),
  on('HEAD', 404, '', ({ world }) => call(world.url, { method: 'HEAD', path: ABSENT })),
  on('HEAD', 405, 'VALIDATION_ERROR', ({ world }) => call(world.url, { method: 'PUT', path: ABSENT })),
  on('HEAD', 500, '', ({ defective }) => call(defective, { method: 'HEAD', path: ABSENT })),
  on('HEAD', 503, '', ({ down }) => call(down, { method: 'HEAD', path: ABSENT })),
];
