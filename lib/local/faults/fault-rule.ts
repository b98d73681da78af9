import { z } from 'zod';

/** Which of the matching calls get the fault; all of them by default. */
const occasion = {
  /** Only the nth one, counted from 1. */
  nth: z.number().int().min(1).optional(),
  /** Every nth one. */
  every: z.number().int().min(1).optional(),
  /** All calls within so many seconds after the first one. */
  forSeconds: z.number().positive().optional(),
};

const error = z.strictObject({
  /** A code of AWS, for example `InternalError`. */
  error: z.string().min(1),
  status: z.number().int().min(400).max(599),
  message: z.string().default('A fault rule caused this error.'),
});
const delay = z.strictObject({ delayMilliseconds: z.number().int().min(1).max(900_000) });

const fault = z.union([
  z.enum([
    'throttle',
    'cut-request',
    'cut-answer',
    'kill-before',
    'kill-after',
    'transaction-conflict',
    'leave-unprocessed',
    'error-in-200',
  ]),
  error,
  delay,
]);

const callRule = z.strictObject({
  /** `service:Operation` by the names of the API, for example `s3:UploadPart`; `*` matches any characters. */
  call: z.string().default('*'),
  /** The last part of the function's path in the app, for example `encryptor`: only its calls. */
  function: z.string().optional(),
  /** A rule that names a queue is the other kind. */
  queue: z.undefined().optional(),
  ...occasion,
  fault,
});

const deliveryRule = z.strictObject({
  /** The last part of the queue's path in the app, for example `work`; `*` matches any characters. */
  queue: z.string(),
  ...occasion,
  fault: z.literal('deliver-twice'),
});

/** Faults that only some calls can have, because they show in the answers of these calls. */
const CALLS_OF: Readonly<Record<string, readonly string[]>> = {
  'transaction-conflict': ['dynamodb:TransactWriteItems'],
  'leave-unprocessed': ['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem'],
  'error-in-200': ['s3:CompleteMultipartUpload', 's3:CopyObject', 's3:UploadPartCopy'],
};

const faultRule = z
  .union([deliveryRule, callRule])
  .refine(
    ({ nth, every, forSeconds }) => [nth, every, forSeconds].filter((one) => one !== undefined).length < 2,
    {
      message: 'a rule has at most one of nth, every and forSeconds',
    },
  )
  .refine(
    (rule) => !String(rule.fault).startsWith('kill-') || ('call' in rule && rule.function !== undefined),
    {
      message: 'a rule that kills names the function',
    },
  )
  .refine((rule) => !('call' in rule) || isAnswerOf(rule.call, rule.fault), {
    error: ({ input }) => {
      const kind = String(z.object({ fault: z.unknown() }).parse(input).fault);
      return `${kind} is for ${CALLS_OF[kind]?.join(', ')} alone`;
    },
  });

/** A list of rules, as in a file. */
export const faultRules = z.array(faultRule);

/** A fault and when it happens. */
export type FaultRule = z.input<typeof faultRule>;
type ParsedRule = z.output<typeof faultRule>;
/** What happens to a call. */
export type Fault = z.output<typeof fault>;
export type CallRule = Extract<ParsedRule, { call: string }>;
export type DeliveryRule = Extract<ParsedRule, { queue: string }>;

/** @throws ZodError */
export function parseFaultRule(rule: FaultRule): ParsedRule {
  return faultRule.parse(rule);
}

function isAnswerOf(call: string, kind: Fault): boolean {
  const calls = typeof kind === 'string' ? CALLS_OF[kind] : undefined;
  return calls === undefined || calls.includes(call);
}
