import { exchange } from '../../../src/kit/http-client/exchange.js';
import { collect } from '../../support/closes/readers.js';
import { describeEveryClose } from '../../support/closes/every-close.js';

const PATIENT = { connect: 60_000, idle: 60_000 };

describe('An exchange bears that its server closes', () => {
  describeEveryClose({
    read: ({ server, cut, reader }) => {
      const { closed } = server.next(cut);
      const request = { method: 'GET', url: new URL(server.url), headers: {} } as const;
      return exchange(request, PATIENT, ({ body }) => collect(reader(body, closed))).catch(() => 'broken' as const);
    },
  });
});
