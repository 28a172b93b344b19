import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('erasing');
