export { type Assembly, openAssembly } from './assembly.ts';
export { deployTemplate } from './deploy-template.ts';
export type { ReadSecret } from './dynamic-references.ts';
export { synthesize } from './synthesize.ts';
export { TemplateError } from './template-document.ts';
