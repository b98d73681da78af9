// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of Fn::Sub
import { describe, expect, it } from 'vitest';
import { evaluate, NO_VALUE, type Scope } from '../../template/evaluate.ts';

const scope: Scope = {
  reference: (name) => (name === 'AWS::NoValue' ? NO_VALUE : name === 'List' ? ['a', 'b'] : `ref-${name}`),
  attribute: (logicalId, name) => `${logicalId}/${name}`,
  condition: (name) => name === 'Yes',
  mapping: (map, first, second) => `${map}-${first}-${second}`,
};

describe('intrinsic functions', () => {
  it.each([
    ['Ref', { Ref: 'Bucket' }, 'ref-Bucket'],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue/Arn'],
    [
      'Fn::GetAtt as text, with a dot in the attribute',
      { 'Fn::GetAtt': 'Db.Endpoint.Port' },
      'Db/Endpoint.Port',
    ],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'B' }, 3]] }, 'a-ref-B-3'],
    ['Fn::Join of a list parameter', { 'Fn::Join': ['+', { Ref: 'List' }] }, 'a+b'],
    [
      'Fn::Split and Fn::Select',
      { 'Fn::Select': ['2', { 'Fn::Split': ['/', 'https://host/path'] }] },
      'host',
    ],
    ['Fn::If, first branch', { 'Fn::If': ['Yes', 1, { 'Fn::Nonsense': 0 }] }, 1],
    ['Fn::If, second branch', { 'Fn::If': ['No', 1, [2]] }, [2]],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['M', { Ref: 'R' }, 'x'] }, 'M-ref-R-x'],
    ['Fn::Sub', { 'Fn::Sub': '${A}-${B.Arn}-${!C}' }, 'ref-A-B/Arn-${C}'],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${A}${B}', { A: { Ref: 'X' } }] }, 'ref-Xref-B'],
  ])('carries out %s', (_, value, expected) => {
    expect(evaluate(value, scope)).toEqual(expected);
  });

  it('leaves out what is AWS::NoValue, in objects and in lists', () => {
    expect(evaluate({ a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }] }, scope)).toEqual({
      b: [1],
    });
  });

  it.each(['Fn::ImportValue', 'Fn::Transform', 'Fn::Cidr', 'Fn::GetAZs'])('refuses %s by name', (name) => {
    expect(() => evaluate({ deep: [{ [name]: 'x' }] }, scope)).toThrow(name);
  });

  it('refuses arguments that do not fit', () => {
    expect(() => evaluate({ 'Fn::Join': 'a' }, scope)).toThrow('Fn::Join: wrong arguments');
    expect(() => evaluate({ 'Fn::Select': [3, ['a']] }, scope)).toThrow('Fn::Select');
  });

  it('takes a policy with a Condition as it is', () => {
    const statement = { Condition: { StringEquals: { 'aws:SourceAccount': '1' } } };
    expect(evaluate(statement, scope)).toEqual(statement);
  });
});
