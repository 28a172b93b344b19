import { bareErrors } from '../meta/bare-errors.js';
import { behaviours } from '../meta/behaviours.js';
import { errorCodes } from '../meta/error-codes.js';
import { html, type Html, raw } from '../../kit/html.js';
import type { Message } from '../world/message-log.js';
import { bubble, type MediaPath } from './bubble.js';
import { styleElement } from './page-style.js';
import type { SandboxState } from '../world/state.js';

const SHOWN = 100;

/** The recipient of a message as the author of an answer: the number, or the user id if no number is known. */
const writerOf = ({ recipient, addressee }: Message): string =>
  addressee?._tag === 'Known' && addressee.phone !== undefined ? `+${addressee.phone}` : recipient;

const inboundForm = (example: Message | undefined): Html =>
  html`<form method="post" action="/sandbox/inbound">
    <input
      name="from"
      placeholder="from, e.g. +14155550123 or a user id"
      aria-label="from"
      required
      value="${example === undefined ? '' : writerOf(example)}"
    />
    <input
      name="to_phone_number_id"
      placeholder="to phone number id"
      aria-label="to phone number id"
      required
      value="${example?.phoneNumberId ?? ''}"
    />
    <input name="text" placeholder="text, e.g. STOP" aria-label="text" required maxlength="4096" />
    <button>Write</button>
  </form>`;

const errorRows = (): Html[] =>
  errorCodes.map(
    ({ code, title, status, report }) =>
      html`<tr>
        <td><code>${String(code).padStart(6, '0')}</code></td>
        <td>${title}</td>
        <td>${report === 'answer' ? `in the answer, HTTP ${String(status)}` : 'later, in a failed status'}</td>
      </tr>`,
  );

const behaviourRows = (): Html[] =>
  [...behaviours, ...bareErrors].map(
    ({ digits, says }) =>
      html`<tr>
        <td><code>${digits}</code></td>
        <td colspan="2">${says}</td>
      </tr>`,
  );

/** The page: what the recipients see, a way to write back, and the numbers that bring about faults. */
export const page = (state: SandboxState, mediaPath: MediaPath): string => {
  const messages = state.messages.list();
  const { waiting, delivered, dropped } = state.webhooks.counts();
  const callbacks = state.subscriptions.list().length;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>WhatsApp sandbox</title>
        ${raw(styleElement)}
      </head>
      <body>
        <main>
          <h1>WhatsApp sandbox</h1>
          <p>
            A stand-in for Meta's Graph API at <code>${state.url()}</code>: nothing leaves this machine, no person gets
            a message. As JSON: <a href="/sandbox/messages"><code>GET /sandbox/messages</code></a
            >, <a href="/sandbox/people"><code>GET /sandbox/people</code></a
            >. Webhooks: ${String(callbacks)} subscribed, ${String(delivered)} delivered, ${String(waiting)} waiting,
            ${String(dropped)} given up.
          </p>
          <h2>Write to the business</h2>
          ${inboundForm(messages.find(({ state }) => state !== 'lost'))}
          <h2>What recipients got</h2>
          ${messages.length === 0 ? html`<p>Nothing yet.</p>` : ''}
          ${messages.slice(0, SHOWN).map((message) => bubble(message, mediaPath))}
          ${messages.length > SHOWN ? html`<p>The newest ${String(SHOWN)} of ${String(messages.length)}; the rest are in the JSON list.</p>` : ''}
          <h2>Faults on demand</h2>
          <p>
            A recipient whose last six digits stand here gets what they say, a user id as well as a number; every other
            one is ordinary. (An upload has no recipient: there the phone number id's last six digits count, for what
            comes before accepting.) The token <code>expired</code> has expired.
          </p>
          <table>
            <thead>
              <tr>
                <th>digits</th>
                <th>what</th>
                <th>where it is reported</th>
              </tr>
            </thead>
            <tbody>
              ${behaviourRows()}${errorRows()}
            </tbody>
          </table>
        </main>
      </body>
    </html>`.markup;
};
