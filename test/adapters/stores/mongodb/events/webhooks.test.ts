import { deliveriesContract } from '../../../../contracts/deliveries.js';
import { endpointsContract } from '../../../../contracts/endpoints.js';
import { eventLogContract } from '../../../../contracts/events.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { openStage } from './stage.js';

withMongodb(() => {
  eventLogContract('MongoDB', openStage);
  endpointsContract('MongoDB', openStage);
  deliveriesContract('MongoDB', openStage);
});
