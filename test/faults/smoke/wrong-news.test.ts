import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('wrong-news');
