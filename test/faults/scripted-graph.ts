import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A call of `POST /messages` at WhatsApp. */
export interface GraphCall {
  /** Digits only. */
  readonly to: string;
  /** Our mark. */
  readonly mark: string;
  /** WhatsApp's id of the message, if it accepts it. */
  readonly wamid: string;
  /** Which call for this recipient it is, from 1. */
  readonly number: number;
}

/** What WhatsApp does with a call. `cut`: its answer is lost. */
export type GraphAnswer = 'accepted' | 'for now' | 'cut';

/** A stand-in for the Graph API that goes by a script. */
export interface ScriptedGraph {
  readonly url: string;
  /** How many calls came for this recipient. */
  readonly callsFor: (phone: string) => number;
  readonly close: () => Promise<void>;
}

export const startScriptedGraph = async (
  script: (call: GraphCall) => GraphAnswer | Promise<GraphAnswer>,
): Promise<ScriptedGraph> => {
  const counts = new Map<string, number>();
  let wamids = 0;

  const answer = async (
    body: { readonly to: string; readonly biz_opaque_callback_data: string },
    res: ServerResponse,
  ) => {
    const to = body.to.replace('+', '');
    const number = (counts.get(to) ?? 0) + 1;
    counts.set(to, number);
    const call = { to, number, mark: body.biz_opaque_callback_data, wamid: `wamid.${(wamids += 1)}` };
    const say = (status: number, said: object): void =>
      void res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
    switch (await script(call)) {
      case 'accepted':
        return say(200, {
          messaging_product: 'whatsapp',
          contacts: [{ input: body.to, wa_id: to }],
          messages: [{ id: call.wamid }],
        });
      case 'for now':
        return say(500, { error: { message: 'Something went wrong', type: 'OAuthException', code: 131000 } });
      case 'cut':
        return void res.destroy();
    }
  };

  const server = createServer((req, res) => {
    json(req)
      .then((body) => answer(body as Parameters<typeof answer>[0], res))
      .catch(() => res.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    callsFor: (phone) => counts.get(phone) ?? 0,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
