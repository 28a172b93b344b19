import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A WhatsApp that accepts every message, and whose answers a test can hold back for as long as it likes. */
export interface HeldWhatsApp {
  readonly url: string;
  /** How many messages to this phone (digits only) it has accepted. */
  readonly received: (phone: string) => number;
  /** From now on it answers nothing. */
  readonly hold: () => void;
  /** Answers what was held back, and from now on at once. */
  readonly release: () => void;
  readonly close: () => Promise<void>;
}

export const startHeldWhatsApp = async (): Promise<HeldWhatsApp> => {
  const accepted: string[] = [];
  const waiting: (() => void)[] = [];
  let isHeld = false;

  const answer = (response: ServerResponse, wamid: string): void => {
    const body = { messaging_product: 'whatsapp', messages: [{ id: wamid }] };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const wamid = `wamid.${accepted.push((body as { readonly to: string }).to.replace('+', ''))}`;
      if (isHeld) waiting.push(() => answer(response, wamid));
      else answer(response, wamid);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: (phone) => accepted.filter((to) => to === phone).length,
    hold: () => {
      isHeld = true;
    },
    release: () => {
      isHeld = false;
      waiting.splice(0).forEach((go) => go());
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
