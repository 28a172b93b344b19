import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('broken-builds');
