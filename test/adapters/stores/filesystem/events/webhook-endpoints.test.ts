import { endpointsContract } from '../../../../contracts/endpoints.js';
import { openWebhookStage } from './stage.js';

endpointsContract('LMDB', openWebhookStage);
