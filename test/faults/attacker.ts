/** A process of its own for hostile callers, so that their work is not mistaken for the service's slowness. */
import { type AttackName, attacks } from './attacks.js';

const [name = '', restUrl = '', grpcAddress = '', token = '', mediaUrl = '', seconds = ''] = process.argv.slice(2);
const report = await attacks[name as AttackName]({ restUrl, grpcAddress, token, mediaUrl }, Number(seconds));
process.stdout.write(JSON.stringify(report));
process.exit(0);
