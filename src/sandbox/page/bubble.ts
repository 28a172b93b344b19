import { html, type Html } from '../../kit/html.js';
import type { Message } from '../world/message-log.js';

export type MediaPath = (message: Message) => string | null;

const picture = (message: Message, path: string | null): Html => {
  if (message.type === 'text') return html``;
  if (path === null) return html`<p class="meta">${message.state === 'accepted' ? 'no bytes yet' : 'no bytes'}</p>`;
  if (message.type === 'image') return html`<img src="${path}" alt="" loading="lazy" />`;
  if (message.type === 'video') return html`<video src="${path}" controls preload="none"></video>`;
  if (message.type === 'audio') return html`<audio src="${path}" controls preload="none"></audio>`;
  return html`<p>📄 <a href="${path}">${message.name ?? 'document'}</a></p>`;
};

/** The recipient: the number, or where it is hidden or not known the user name, else the user id. */
const whom = ({ recipient, addressee }: Message): string => {
  if (addressee === undefined) return recipient;
  if (addressee._tag === 'Former') return addressee.userId;
  const { person, phone, userId } = addressee;
  if (person.username !== undefined) return `@${person.username}`;
  return phone === undefined ? userId : `+${phone}`;
};

const facts = (message: Message): string =>
  [
    message.type,
    message.mime,
    message.name,
    message.blob === undefined ? null : `${String(message.blob.size)} bytes`,
    message.opaque,
    message.acceptedAt.toISOString(),
  ]
    .filter((fact) => fact !== null && fact !== undefined)
    .join(' · ');

/** A message as its recipient saw it, with what the sandbox knows of it. */
export const bubble = (message: Message, mediaPath: MediaPath): Html =>
  html`<article>
    ${picture(message, mediaPath(message))}
    <p class="caption">${message.caption ?? message.text ?? ''}</p>
    <div class="meta">
      to <strong>${whom(message)}</strong> from ${message.phoneNumberId} ·
      <strong class="${message.state}">${message.state}</strong>
      ${message.state === 'lost' ? html`<span class="lost">A message with a user id in <code>to</code> is not delivered: put the id into <code>recipient</code>.</span>` : ''}
      ${message.error === undefined ? '' : html`<span class="failed">${String(message.error.code)} ${message.error.error_data?.details ?? message.error.title}</span>`}
    </div>
    <div class="meta">${facts(message)}</div>
    <div class="meta"><code>${message.wamid}</code></div>
  </article>`;
