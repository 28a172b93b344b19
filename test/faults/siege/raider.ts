/** A process of its own for the moves of raids, so that their work is not mistaken for the service's slowness. */
import { raids } from '../raids/raids.js';
import { type Order } from './order.js';

process.on('message', ({ raid, scale, move, prey }: Order) => {
  const chosen = raids[raid](scale)[move];
  void chosen?.run(prey).then((report) => process.send?.(report));
});
