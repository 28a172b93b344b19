import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('order');
