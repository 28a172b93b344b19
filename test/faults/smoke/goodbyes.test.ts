import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('goodbyes');
