import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('starts');
