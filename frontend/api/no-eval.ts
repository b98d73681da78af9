import { config } from 'zod';

// zod compiles its parsers with `new Function` if it can. The page's Content-Security-Policy refuses that and reports
// the attempt, so this must run before the first schema is created: import this module first.
config({ jitless: true });
