import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, Assembly, REGION } from '../../../local/assembly.ts';
import { eventSources, machines, queues, routes, rules, site, tables, userPool } from '../../../local/template.ts';
import { routes as contract } from '../../../shared/contracts/routes.ts';
import { ASSEMBLY } from '../../doubles/assembly.ts';
import { newDirectory } from '../../doubles/workflow.ts';

type Template = { Resources: Record<string, object>; Outputs?: Record<string, object> };

/** An assembly of the given templates, one a stack. */
function assemblyOf(stacks: Record<string, Template | Template['Resources']>): Assembly {
  const directory = newDirectory();
  for (const [name, template] of Object.entries(stacks)) {
    const whole = 'Resources' in template ? template : { Resources: template };
    writeFileSync(join(directory, `${name}.template.json`), JSON.stringify(whole));
  }
  return new Assembly(directory);
}

const rule = (EventPattern: unknown): object => ({
  Type: 'AWS::Events::Rule',
  Properties: { EventPattern, State: 'ENABLED', Targets: [] },
});
/** A reference inside of a text, as Fn::Sub writes it. */
const subOf = (name: string): string => `$\{${name}}`;
/** What a value resolves to beside a queue `Q` and a role `R`. */
function resolved(value: unknown): unknown {
  const assembly = assemblyOf({
    app: { Q: { Type: 'AWS::SQS::Queue' }, R: { Type: 'AWS::IAM::Role', Properties: {} }, Rule: rule({ value }) },
  });
  return (assembly.one('AWS::Events::Rule').properties.EventPattern as { value: unknown }).value;
}

describe('a template with something unknown stops', () => {
  it.each<[string, object, RegExp]>([
    ['type', { Type: 'AWS::RDS::DBInstance', Properties: {} }, /resource type not implemented: AWS::RDS::DBInstance \(X\)/],
    ['custom resource', { Type: 'Custom::S3BucketNotifications', Properties: {} }, /Custom::S3BucketNotifications/],
    [
      'property',
      { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 5 } },
      /property not implemented: AWS::SQS::Queue\.DelaySeconds \(X\)/,
    ],
    ['condition', { Type: 'AWS::SQS::Queue', Condition: 'IsProd' }, /conditions are not implemented \(X\)/],
  ])('at its %s, by name', (_, resource, message) => {
    expect(() => assemblyOf({ app: { X: resource } })).toThrow(message);
    expect(() => assemblyOf({ app: { X: resource } })).toThrow(/^app: /);
  });

  it.each([
    ['intrinsic function', { 'Fn::Select': [0, ['a']] }, /intrinsic function not implemented: Fn::Select/],
    ['attribute', { 'Fn::GetAtt': ['Q', 'Colour'] }, /attribute not implemented: AWS::SQS::Queue\.Colour/],
    ['resource', { Ref: 'Nobody' }, /no resource Nobody/],
    ['import', { 'Fn::ImportValue': 'other:Value' }, /no export other:Value/],
    ['reference inside of text', { 'Fn::Sub': subOf('Nobody') }, /no resource Nobody/],
  ])('at its %s, by name', (_, value, message) => {
    expect(() => resolved(value)).toThrow(message);
  });
});

describe('a value of a template', () => {
  const queueUrl = `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/app-Q`;
  const queueArn = `arn:aws:sqs:${REGION}:${ACCOUNT}:app-Q`;

  it.each<[unknown, unknown]>([
    ['text', 'text'],
    [7, 7],
    [null, null],
    [
      ['a', { Ref: 'AWS::Region' }],
      ['a', REGION],
    ],
    [{ Ref: 'AWS::AccountId' }, ACCOUNT],
    [{ Ref: 'AWS::Partition' }, 'aws'],
    [{ Ref: 'Q' }, queueUrl],
    [{ 'Fn::GetAtt': ['Q', 'Arn'] }, queueArn],
    [{ 'Fn::GetAtt': 'Q.QueueName' }, 'app-Q'],
    [{ 'Fn::GetAtt': ['R', 'Arn'] }, `arn:aws:iam::${ACCOUNT}:role/app-R`],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, 'b']] }, `a-${REGION}-b`],
    [{ 'Fn::Sub': `arn:${subOf('AWS::Partition')}:${subOf('Q')}` }, `arn:aws:${queueUrl}`],
    [
      { Ref: 'Q', other: 1 },
      { Ref: 'Q', other: 1 },
    ],
    [{ deep: [{ 'Fn::GetAtt': ['Q', 'Arn'] }] }, { deep: [queueArn] }],
  ])('%j resolves to %j', (value, wanted) => {
    expect(resolved(value)).toEqual(wanted);
  });

  it('that another stack exports is resolved there', () => {
    const assembly = assemblyOf({
      app: { Rule: rule({ value: { 'Fn::ImportValue': 'data:Queue' } }) },
      data: {
        Resources: { Q: { Type: 'AWS::SQS::Queue' } },
        Outputs: { One: { Value: { 'Fn::GetAtt': ['Q', 'Arn'] }, Export: { Name: 'data:Queue' } }, Two: { Value: 'not exported' } },
      },
    });
    const { EventPattern } = assembly.one('AWS::Events::Rule').properties;
    expect(EventPattern).toEqual({ value: `arn:aws:sqs:${REGION}:${ACCOUNT}:data-Q` });
  });

  it('may name a resource that is made after it', () => {
    const machine = { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName: 'm', DefinitionString: { Ref: 'F' } } };
    const lambda = { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'f', Environment: { Variables: { M: { Ref: 'M' } } } } };
    const assembly = assemblyOf({ app: { M: machine, F: lambda } });
    expect(assembly.one('AWS::StepFunctions::StateMachine').properties.DefinitionString).toBe('f');
    expect(assembly.one('AWS::Lambda::Function').properties.Environment).toEqual({
      Variables: { M: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:m` },
    });
  });
});

describe('an assembly', () => {
  it('has one resource of a type, or says how many', () => {
    const none = assemblyOf({ app: {} });
    const two = assemblyOf({ app: { A: { Type: 'AWS::SQS::Queue' }, B: { Type: 'AWS::SQS::Queue' } } });
    expect(() => none.one('AWS::SQS::Queue')).toThrow(/found 0/);
    expect(() => two.one('AWS::SQS::Queue')).toThrow(/found 2/);
    expect(two.all('AWS::SQS::Queue').map(({ id }) => id)).toEqual(['A', 'B']);
  });

  it('finds the code of a function, or says which folder is missing', () => {
    const assembly = assemblyOf({ app: {} });
    mkdirSync(join(assembly.directory, 'asset.abc'));
    expect(assembly.asset({ S3Key: 'abc.zip' })).toBe(join(assembly.directory, 'asset.abc'));
    expect(() => assembly.asset({ S3Key: 'def.zip' })).toThrow(/asset\.def/);
  });
});

describe('the assembly of dev', () => {
  const assembly = new Assembly(ASSEMBLY);

  it('is understood as a whole', () => {
    expect(tables(assembly)).toHaveLength(2);
    expect(
      routes(assembly)
        .map(({ routeKey }) => routeKey)
        .sort(),
    ).toEqual(
      Object.values(contract)
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    );
    expect(machines(assembly)[0]?.aliasArns).toHaveLength(1);
    expect(site(assembly).headers['content-security-policy']).toContain("default-src 'none'");
    expect(userPool(assembly).groups).toHaveLength(6);
  });

  it('leads every dead letter to a queue that is there', () => {
    const all = queues(assembly);
    const arns = new Set(all.map(({ arn }) => arn));
    const redrives = all.flatMap(({ redrive }) => (redrive === undefined ? [] : [redrive]));
    const dead = redrives.map(({ deadLetterArn }) => deadLetterArn);
    expect(dead.filter((arn) => !arns.has(arn))).toEqual([]);
    expect(new Set(dead).size).toBe(dead.length);
  });

  it('gives every queue of work its events, its function and its dead letters', () => {
    const all = queues(assembly);
    const ofWork = all.filter(({ redrive }) => redrive !== undefined).map(({ arn }) => arn);
    expect(ofWork.length).toBeGreaterThanOrEqual(3);
    expect(
      eventSources(assembly)
        .map(({ queueArn }) => queueArn)
        .sort(),
    ).toEqual(ofWork.toSorted());
    expect(new Set(rules(assembly).flatMap(({ queueArns }) => queueArns))).toEqual(new Set(ofWork));
  });
});

describe('a service that could not honour its template stops', () => {
  it.each<[string, object, (assembly: Assembly) => unknown, RegExp]>([
    [
      'an express machine',
      { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName: 'm', StateMachineType: 'EXPRESS' } },
      machines,
      /EXPRESS/,
    ],
    [
      'a route without JWT',
      { Type: 'AWS::ApiGatewayV2::Route', Properties: { RouteKey: 'GET /open', AuthorizationType: 'NONE' } },
      routes,
      /GET \/open/,
    ],
  ])('at %s', (_, resource, read, message) => {
    expect(() => read(assemblyOf({ app: { X: resource } }))).toThrow(message);
  });
});
