import { hangAtOpening } from '../hung-disk.js';
import { type Part } from '../part.js';
import { seconds } from '../report.js';
import { traced } from './traced.js';

const what = 'a disk that hangs at the commit that opens a message';
const demanded = '503, then the same request under its key is sent, once';

export const hungDisk: Part = traced(what, demanded, async (trial) => {
  const { first, firstAfter, again, againAfter, sent } = await hangAtOpening(trial);
  const isRefused = first._tag === 'Refused' && first.status === 503;
  return [
    {
      trial: what,
      demanded,
      measured:
        `${isRefused ? '503' : JSON.stringify(first)} after ${seconds(firstAfter)}; again: ` +
        `${again._tag === 'Acknowledged' ? 'sent' : JSON.stringify(again)} ${seconds(againAfter)} after the disk ` +
        `answered; WhatsApp got it ${sent} times`,
      holds: isRefused && again._tag === 'Acknowledged' && sent === 1,
    },
  ];
});
