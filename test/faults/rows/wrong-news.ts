import { grpcDoor, restDoor } from '../doors.js';
import { type Part } from '../part.js';
import { someOf } from '../report.js';
import { type Trial } from '../stand.js';
import { failureBeforeOutcome, foreignMarks, formerNumber, newsInThePause } from '../wrong-news.js';

const trials: readonly (readonly [trial: string, demanded: string, (trial: Trial) => Promise<readonly string[]>])[] = [
  [
    'statuses of another installation with our marks, failed and read',
    'nothing of ours is settled, no key is freed',
    foreignMarks,
  ],
  ['a delivery and a STOP in the pause between two tries', 'no further call of WhatsApp', newsInThePause],
  [
    'a failure for now that is reported before an unknown outcome',
    'the same request again sends, once',
    failureBeforeOutcome,
  ],
  ['a status and a STOP for the number that an account had before', 'both count', formerNumber],
];

/** What WhatsApp reports at a bad moment, through both doors. */
export const wrongNews: Part = async (trial, scale) => {
  const rows = [];
  for (const door of scale === 'whole' ? [restDoor, grpcDoor] : [restDoor])
    for (const [what, demanded, run] of trials) {
      const faults = await run({ ...trial, door });
      rows.push({
        trial: `${what}${door === grpcDoor ? ', over gRPC' : ''}`,
        demanded,
        measured: `faults: ${someOf(faults)}`,
        holds: faults.length === 0,
      });
    }
  return rows;
};
