import { config } from 'zod';

// zod compiles its parsers with `new Function` where it may. The page's Content-Security-Policy refuses that, and
// would report even the attempt, so it has to be told before the first schema is made: import this module first.
config({ jitless: true });
