import * as z from 'zod';

/** Whoever is well or not; what is invoked by hand alone is not among them. */
export const healthServices = [
  'auth',
  'files',
  'shares',
  'ops',
  'attestor',
  'encryptor',
  'notifier',
  'rewrapper',
  'deleter',
  'janitor',
] as const;
export type HealthService = (typeof healthServices)[number];

const statusSchema = z.enum(['ok', 'degraded']);
export type Health = z.infer<typeof statusSchema>;

export const serviceHealthSchema = z.strictObject({ status: statusSchema });
export const healthSchema = z.strictObject({
  status: statusSchema,
  services: z.record(z.string(), serviceHealthSchema),
});
export const healthServiceSchema = z.enum(healthServices);
