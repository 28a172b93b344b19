import { rawCall } from '../../support/http-client.js';
import { type Operation, operations } from '../../support/openapi-document.js';
import { type Provocation } from './provocation.js';

/** What goes wrong before anybody knows which operation is meant: the same bytes for each of them. */
const provocationsOf = ({ method, path }: Operation): readonly Provocation[] => {
  const target = path
    .replace('{id}', 'A'.repeat(43))
    .replace('{name}', 'a.jpg')
    .replace('{chat_message_id}', '1')
    .replace('{contact_id}', '1')
    .replace('{webhook_endpoint_id}', `we_${'0'.repeat(22)}`)
    .replace('{delivery_id}', `dlv_${'0'.repeat(29)}`);
  const begin = `${method} ${target} HTTP/1.1\r\nHost: x\r\n`;
  const on = (status: number, provoke: Provocation['provoke']): Provocation => ({
    method,
    path,
    status,
    example: 'VALIDATION_ERROR',
    provoke,
  });
  return [
    on(400, ({ world }) => rawCall(world.url, `${begin}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`)),
    on(408, ({ impatient }) => rawCall(impatient, begin)),
    on(431, ({ world }) => rawCall(world.url, `${begin}X-Large: ${'x'.repeat(20_000)}\r\n\r\n`)),
  ];
};

export const badHttpProvocations: readonly Provocation[] = operations.flatMap(provocationsOf);
