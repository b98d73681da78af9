import { defineVault } from '#cloud';
import { rewriteTemplate } from './rewrite-template.ts';

/**
 * The CDK app of a vault whose rewrapper has so little time that it hands over after every page of keys, as it does in the
 * product when its five minutes are over.
 */
const SECONDS = 15;

await defineVault();
await rewriteTemplate((id, resource) =>
  /^WorkersRewrapper[0-9A-F]{8}$/.test(id)
    ? { ...resource, Properties: { ...resource.Properties, Timeout: SECONDS } }
    : resource,
);
