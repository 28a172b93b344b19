import { grpcDoor, restDoor } from '../doors.js';
import { proveOrder } from '../order-proof.js';
import { type Part } from '../part.js';
import { type Row, someOf } from '../report.js';
import { traced } from './traced.js';

const orderOf =
  'bytes synced, renamed, folder synced, record synced, WhatsApp called, outcome and its event synced in one write, answered; the endpoint told after that';

export const order: Part = traced('order of the system calls of a send', orderOf, async (trial, scale) => {
  const count = scale === 'whole' ? 100 : 10;
  const rows: Row[] = [];
  for (const door of [restDoor, grpcDoor]) {
    const { calls, inOrder, faults } = await proveOrder({ ...trial, door }, count);
    rows.push({
      trial: `order of the system calls of ${count} sends over ${door.name === 'rest' ? 'REST' : 'gRPC'}`,
      demanded: orderOf,
      measured: `${inOrder} of ${calls} in order; faults: ${someOf(faults)}`,
      holds: calls === count && inOrder === count,
    });
  }
  return rows;
});
