import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('growth');
