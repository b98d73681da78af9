import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { labelsOf } from './label.ts';
import { physicalName } from './physical-name.ts';
import { type TemplateDocument, TemplateError, templateDocument } from './template-document.ts';

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      metadata: z.record(z.string(), z.unknown()).default({}),
      additionalMetadataFile: z.string().optional(),
      properties: z
        .object({
          templateFile: z.string().optional(),
          file: z.string().optional(),
          stackName: z.string().optional(),
        })
        .default({}),
    }),
  ),
});

const assetsSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string(), packaging: z.enum(['file', 'zip']) }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

/** An opened cloud assembly, the output of `cdk synth`. */
export interface Assembly {
  readonly stackName: string;
  readonly template: TemplateDocument;
  /**
   * The file or folder behind an asset; a folder stands for the zip archive that the CDK would have uploaded.
   *
   * @param objectKey - the name in the bootstrap bucket, for example `3f0c….zip`
   * @throws TemplateError if the assembly has no such asset
   */
  assetPath(objectKey: string): string;
  /** The label of a resource by its physical name. Other names stay. */
  labelOf(physicalName: string): string;
}

/**
 * Opens a cloud assembly.
 *
 * @param stackName - the artifact to open; other stacks of the app are ignored
 * @see https://docs.aws.amazon.com/cdk/v2/guide/deploy.html#deploy-how-synth-assemblies
 */
export async function openAssembly(folder: string, stackName: string): Promise<Assembly> {
  const { artifacts } = manifestSchema.parse(await readJson(folder, 'manifest.json'));
  const stack = artifacts[stackName];
  const templateFile = stack?.properties.templateFile;
  if (stack?.type !== 'aws:cloudformation:stack' || !templateFile) {
    throw new TemplateError(`the app has no stack named ${stackName}`);
  }
  const assets = new Map<string, string>();
  const assetsFile = artifacts[`${stackName}.assets`]?.properties.file;
  if (assetsFile) {
    const { files } = assetsSchema.parse(await readJson(folder, assetsFile));
    for (const { source, destinations } of Object.values(files)) {
      for (const { objectKey } of Object.values(destinations))
        assets.set(objectKey, resolve(folder, source.path));
    }
  }
  const name = stack.properties.stackName ?? stackName;
  const more = stack.additionalMetadataFile ? await readJson(folder, stack.additionalMetadataFile) : {};
  const labels = new Map(
    [...labelsOf(stack.metadata), ...labelsOf(more)].map(([logicalId, label]) => [
      physicalName(name, logicalId),
      label,
    ]),
  );
  return {
    stackName: name,
    template: templateDocument.parse(await readJson(folder, templateFile)),
    assetPath(objectKey) {
      const path = assets.get(objectKey);
      if (!path) throw new TemplateError(`the assembly has no asset ${objectKey}`);
      return path;
    },
    labelOf: (known) => labels.get(known) ?? known,
  };
}

async function readJson(folder: string, file: string): Promise<unknown> {
  return JSON.parse(await readFile(join(folder, file), 'utf8'));
}
