export { type Assembly, openAssembly } from './assembly.ts';
export { deployTemplate } from './deploy-template.ts';
export type { ReadSecret } from './dynamic-references.ts';
export { finishApp, type RunApp, startApp } from './run-app.ts';
export { readAppConfiguration, type SynthesizeOptions, synthesize } from './synthesize.ts';
export { TemplateError, templateDocument } from './template-document.ts';
