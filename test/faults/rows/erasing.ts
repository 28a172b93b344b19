import { eraseMany } from '../erasing.js';
import { type Part } from '../part.js';
import { milliseconds } from '../report.js';

/** How long the loop may be held at a time, in milliseconds. */
const LONGEST = 50;

/** A contact that was sent very many messages is erased. */
export const erasing: Part = async (trial, scale) => {
  const { messages, took, held, status, left } = await eraseMany(trial, scale === 'whole' ? 10_000 : 300);
  return [
    {
      trial: `a contact that was sent ${messages.toLocaleString('en')} messages is erased, with their events and deliveries`,
      demanded: `nothing of the person is left; the loop works for at most ${LONGEST} ms between two turns`,
      measured:
        `answered with ${status} after ${milliseconds(took)}, ${left} messages left; ` +
        `the loop worked for ${milliseconds(held.busy)} of processor time at most between two turns`,
      holds: status === 200 && left === 0,
      inBounds: held.busy <= LONGEST,
    },
  ];
};
