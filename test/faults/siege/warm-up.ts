import { sample } from '../../support/samples.js';
import { newcomerToGrpc } from '../raids/newcomers.js';
import { type Prey, tokenOf } from '../raids/raid.js';
import { sendOfUrl, timed, uploadOfPicture } from '../raids/sends.js';
import { headOf } from '../raw/http.js';

/**
 * Uses once what a raid may use: code that runs for the first time is compiled first. The first download of a server
 * holds its event loop for a tenth of a second, the second for two milliseconds.
 */
export const warmUp = async (prey: Prey): Promise<void> => {
  const { head, body } = uploadOfPicture(tokenOf(prey), 'warm.webp', sample('webp'));
  await timed(prey.restUrl, [head, body]);
  await timed(prey.restUrl, [sendOfUrl(tokenOf(prey), `${prey.fileUrl}/fast/warm.jpg`)]);
  await timed(prey.restUrl, [headOf('GET', '/metrics')]);
  await newcomerToGrpc(prey.grpcAddress);
};
