// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of Fn::Sub
import { describe, expect, it } from 'vitest';
import { type ResourceProvider, UnsupportedProperty } from '../../kit/resource.ts';
import { deployTemplate } from '../../template/index.ts';
import { templateDocument } from '../../template/template-document.ts';

/** A provider that remembers what it was asked to make, in order. */
function recordingProvider(type: string) {
  const made: { logicalId: string; properties: unknown }[] = [];
  const provider: ResourceProvider = {
    type,
    identify: ({ physicalName }) => ({ ref: physicalName, attributes: { Arn: `arn:${physicalName}` } }),
    provision: async ({ logicalId, properties }) => {
      await Promise.resolve();
      made.push({ logicalId, properties });
    },
  };
  return { provider, made };
}

function deploy(template: unknown, provider: ResourceProvider, parameters = {}) {
  return deployTemplate({
    template: templateDocument.parse(template),
    stackName: 'Stack',
    providers: [provider],
    parameters,
    readSecret: async ({ secretId, jsonKey }) => `<${secretId}${jsonKey ? `#${jsonKey}` : ''}>`,
  });
}

const Type = 'Test::Thing';

describe('deploying a template', () => {
  it('makes every resource after those that it refers to', async () => {
    const { provider, made } = recordingProvider(Type);
    await deploy(
      {
        Resources: {
          Last: { Type, Properties: { a: { 'Fn::Sub': '${Middle}' } }, DependsOn: 'Other' },
          Middle: { Type, Properties: { a: { 'Fn::GetAtt': ['First', 'Arn'] } } },
          Other: { Type, DependsOn: ['Middle'] },
          First: { Type },
        },
      },
      provider,
    );
    expect(made.map(({ logicalId }) => logicalId)).toEqual(['First', 'Middle', 'Other', 'Last']);
    expect(made[1]?.properties).toEqual({ a: 'arn:stack-first' });
  });

  it('resolves parameters, pseudo parameters, mappings, conditions and outputs', async () => {
    const { provider, made } = recordingProvider(Type);
    const { outputs } = await deploy(
      {
        Parameters: {
          Size: { Type: 'Number', Default: 3 },
          Stage: { Type: 'String' },
          Unused: { Type: 'String' },
        },
        Mappings: { Names: { 'eu-west-1': { host: 'ireland' } } },
        Conditions: {
          IsLive: { 'Fn::Equals': [{ Ref: 'Stage' }, 'live'] },
          IsTest: { 'Fn::Not': [{ Condition: 'IsLive' }] },
          Both: { 'Fn::And': [{ Condition: 'IsLive' }, { Condition: 'IsTest' }] },
          One: { 'Fn::Or': [{ Condition: 'IsLive' }, { Condition: 'IsTest' }] },
        },
        Resources: {
          Thing: {
            Type,
            Condition: 'One',
            Properties: {
              size: { Ref: 'Size' },
              host: { 'Fn::FindInMap': ['Names', { Ref: 'AWS::Region' }, 'host'] },
              arn: { 'Fn::Sub': 'arn:${AWS::Partition}:x:${AWS::AccountId}' },
              live: { 'Fn::If': ['IsLive', 'yes', { Ref: 'AWS::NoValue' }] },
            },
          },
          Never: { Type: 'Test::Unknown', Condition: 'Both' },
        },
        Outputs: { Name: { Value: { Ref: 'Thing' } }, Nothing: { Value: 1, Condition: 'Both' } },
      },
      provider,
      { Stage: 'test' },
    );
    expect(made).toEqual([
      { logicalId: 'Thing', properties: { size: '3', host: 'ireland', arn: 'arn:aws:x:000000000000' } },
    ]);
    expect(outputs).toEqual({ Name: 'stack-thing' });
  });

  it('reads secrets when the resource is made', async () => {
    const { provider, made } = recordingProvider(Type);
    const arn = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:name-a1b2c3';
    await deploy(
      {
        Resources: {
          Thing: {
            Type,
            Properties: {
              a: `x{{resolve:secretsmanager:${arn}:SecretString:::}}y{{resolve:secretsmanager:other:SecretString:key}}`,
            },
          },
        },
      },
      provider,
    );
    expect(made[0]?.properties).toEqual({ a: `x<${arn}>y<other#key>` });
  });

  it('skips what has no local meaning, and lets the rest refer to it', async () => {
    const { provider, made } = recordingProvider(Type);
    await deploy(
      {
        Resources: {
          Log: { Type: 'AWS::Logs::LogGroup' },
          Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Dimensions: [{ Ref: 'Thing' }] } },
          Thing: { Type, Properties: { log: { 'Fn::GetAtt': ['Log', 'Arn'] } } },
        },
      },
      provider,
    );
    expect(made).toEqual([
      { logicalId: 'Thing', properties: { log: 'arn:aws:logs:eu-west-1:000000000000:stack-log' } },
    ]);
  });

  it('skips functions that only serve custom resources, and names them', async () => {
    const { provider, made } = recordingProvider(Type);
    const deployment = await deploy(
      {
        Resources: {
          Helper: { Type },
          Empty: {
            Type: 'Custom::S3AutoDeleteObjects',
            Properties: { ServiceToken: { 'Fn::GetAtt': ['Helper', 'Arn'] } },
          },
        },
      },
      provider,
    );
    expect(deployment.passedBy).toEqual(['Helper']);
    expect(made).toEqual([]);
  });

  it.each([
    [
      'an unknown resource type',
      { Thing: { Type: 'AWS::RDS::DBInstance' } },
      'Thing: the local cloud does not support the resource type AWS::RDS::DBInstance',
    ],
    ['a reference to nothing', { Thing: { Type, Properties: { a: { Ref: 'Gone' } } } }, 'in Thing: Ref Gone'],
    [
      'an unknown attribute',
      { Thing: { Type }, B: { Type, Properties: { a: { 'Fn::GetAtt': ['Thing', 'Colour'] } } } },
      'in B: Fn::GetAtt Thing.Colour',
    ],
    [
      'an unknown function',
      { Thing: { Type, Properties: { a: { 'Fn::Cidr': [] } } } },
      'in Thing: the local cloud does not support the intrinsic function Fn::Cidr',
    ],
    [
      'references in a circle',
      { A: { Type, Properties: { b: { Ref: 'B' } } }, B: { Type, Properties: { a: { Ref: 'A' } } } },
      'circular',
    ],
    [
      'dependencies in a circle',
      { A: { Type, DependsOn: 'B' }, B: { Type, DependsOn: 'A' } },
      'circular dependencies: A → B → A',
    ],
    [
      'a parameter store reference',
      { A: { Type, Properties: { a: '{{resolve:ssm:name}}' } } },
      'only secretsmanager',
    ],
  ])('refuses %s', async (_, Resources, message) => {
    const { provider } = recordingProvider(Type);
    await expect(deploy({ Resources }, provider)).rejects.toThrow(message);
  });

  it('passes on that a property is not supported', async () => {
    const provider: ResourceProvider = {
      ...recordingProvider(Type).provider,
      provision: async ({ logicalId }) => {
        throw new UnsupportedProperty(logicalId, Type, 'Colour');
      },
    };
    await expect(deploy({ Resources: { Thing: { Type } } }, provider)).rejects.toThrow(UnsupportedProperty);
  });
});
