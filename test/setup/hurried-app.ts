import * as z from 'zod';
import { defineVault } from '#cloud';
import { rewriteTemplate } from './rewrite-template.ts';

/**
 * The CDK app of a vault whose rewrapper and closer have so little time that they hand over after every page of keys or few
 * files, as they do in the product when their minutes are over, and whose requests are said to be over soon.
 */
const HURRIED = /^Workers(Rewrapper|Closer)[0-9A-F]{8}$/;
const SECONDS = 15;

const environmentSchema = z.object({ Variables: z.record(z.string(), z.unknown()) });

await defineVault();
await rewriteTemplate((id, resource) => {
  if (HURRIED.test(id)) return { ...resource, Properties: { ...resource.Properties, Timeout: SECONDS } };
  if (!/^HttpAuth[0-9A-F]{8}$/.test(id)) return resource;
  const { Variables } = environmentSchema.parse(resource.Properties['Environment']);
  const Environment = { Variables: { ...Variables, REQUESTS_OVER: '1' } };
  return { ...resource, Properties: { ...resource.Properties, Environment } };
});
