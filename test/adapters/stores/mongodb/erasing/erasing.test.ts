import { erasingContract } from '../../../../contracts/erasing.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { openErasingStage } from './stage.js';

withMongodb(() => erasingContract('MongoDB', openErasingStage));
