export { type Assembly, openAssembly } from './assembly.ts';
export { type Deployment, type DeployOptions, deployTemplate } from './deploy-template.ts';
export type { ReadSecret, SecretReference } from './dynamic-references.ts';
export { type SynthesizeOptions, synthesize } from './synthesize.ts';
export { TemplateError } from './template-document.ts';
