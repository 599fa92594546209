import { execFile } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { Assembly } from '../../local/assembly.ts';
import { machines } from '../../local/template.ts';
import { GROUPS } from '../../shared/contracts/caller.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { DOCUMENT_KINDS } from '../../shared/domain/round.ts';
import { ASSEMBLY } from '../doubles/assembly.ts';
import { devTemplates, type Properties, prodTemplates, type Resource, type Templates } from '../doubles/templates.ts';

// The package brings no types.
const validateAsl = createRequire(import.meta.url)('asl-validator') as (definition: unknown) => {
  isValid: boolean;
  errorsText: (separator?: string) => string;
};

const ROOT = join(import.meta.dirname, '..', '..');
const environments: Record<'dev' | 'prod', Templates> = { dev: devTemplates(), prod: prodTemplates() };

const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value]) as readonly T[];
const ids = (resources: readonly Resource[]): string[] => resources.map(({ id }) => id);
const without = (resources: readonly Resource[], holds: (properties: Properties, resource: Resource) => boolean): string[] =>
  ids(resources.filter((resource) => !holds(resource.Properties, resource)));

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}
const statements = ({ Properties }: Resource): Statement[] => Properties.PolicyDocument.Statement as Statement[];

describe.each(['dev', 'prod'] as const)('the templates of %s', (name) => {
  let t: Templates;
  let functions: Resource[];
  beforeAll(() => {
    t = environments[name];
    functions = t.of('AWS::Lambda::Function');
  });

  /** Policies whose roles contain the role of the function with this name. */
  const policiesOf = (role: unknown): Statement[] => {
    const id = t.target(role)?.id;
    return t
      .of('AWS::IAM::Policy')
      .filter(({ Properties }) => Properties.Roles.some((one: { Ref: string }) => one.Ref === id))
      .flatMap(statements);
  };
  const functionNamed = (suffix: string): Resource => {
    const found = functions.find(({ Properties }) => Properties.FunctionName === `par-${name}-${suffix}`);
    if (found === undefined) throw new Error(`no function ${suffix}`);
    return found;
  };

  describe('data', () => {
    it('keeps every version in every bucket, encrypted', () => {
      const buckets = t.of('AWS::S3::Bucket');
      expect(buckets).toHaveLength(3);
      expect(without(buckets, ({ VersioningConfiguration }) => VersioningConfiguration?.Status === 'Enabled')).toEqual([]);
      expect(
        without(buckets, ({ BucketEncryption }) =>
          BucketEncryption?.ServerSideEncryptionConfiguration.every((rule: Properties) => rule.ServerSideEncryptionByDefault.SSEAlgorithm),
        ),
      ).toEqual([]);
    });

    it('blocks all public access to every bucket', () => {
      const all = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
      for (const { Properties } of t.of('AWS::S3::Bucket')) expect(Properties.PublicAccessBlockConfiguration).toEqual(all);
    });

    it('denies every bucket and queue to requests without TLS', () => {
      const policies = [...t.of('AWS::S3::BucketPolicy'), ...t.of('AWS::SQS::QueuePolicy')];
      const guarded = policies.filter((policy) =>
        statements(policy).some(
          ({ Effect, Action, Principal, Condition }) =>
            Effect === 'Deny' &&
            /^(s3|sqs):\*$/.test(String(Action)) &&
            JSON.stringify(Principal) === '{"AWS":"*"}' &&
            Condition?.Bool?.['aws:SecureTransport'] === 'false',
        ),
      );
      const covered = guarded.flatMap(({ Properties }) =>
        list(Properties.Bucket ?? Properties.Queues).map((ref) => (ref as { Ref: string }).Ref),
      );
      expect(covered.sort()).toEqual(ids([...t.of('AWS::S3::Bucket'), ...t.of('AWS::SQS::Queue')]).sort());
    });

    it('bills tables on demand, encrypts them and can take them back to any point in time', () => {
      const tables = t.of('AWS::DynamoDB::GlobalTable');
      expect(tables).toHaveLength(2);
      for (const { Properties } of tables) {
        expect(Properties.BillingMode).toBe('PAY_PER_REQUEST');
        expect(Properties.SSESpecification.SSEEnabled).toBe(true);
        for (const replica of Properties.Replicas) expect(replica.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled).toBe(true);
      }
    });

    it('has no table index: every access pattern is a key', () => {
      expect(without(t.of('AWS::DynamoDB::GlobalTable'), ({ GlobalSecondaryIndexes }) => GlobalSecondaryIndexes === undefined)).toEqual([]);
    });

    it('locks the evidence bucket in governance mode', () => {
      const { Properties } = t.one('AWS::S3::Bucket', /^Evidence/);
      expect(Properties.ObjectLockEnabled).toBe(true);
      expect(Properties.ObjectLockConfiguration.Rule.DefaultRetention).toEqual({ Mode: 'GOVERNANCE', Days: name === 'prod' ? 3650 : 1 });
    });

    it('lets the incoming bucket send its events to EventBridge, without any custom resource', () => {
      expect(t.one('AWS::S3::Bucket', /^Incoming/).Properties.NotificationConfiguration).toEqual({
        EventBridgeConfiguration: { EventBridgeEnabled: true },
      });
      expect(t.all.filter(({ Type }) => Type.startsWith('Custom::') || Type === 'AWS::CloudFormation::CustomResource')).toEqual([]);
    });

    it('has every file that arrives scanned for malware, by a role that the scanner alone may take', () => {
      const { ProtectedResource, Actions, Role } = t.one('AWS::GuardDuty::MalwareProtectionPlan').Properties;
      expect(t.target(ProtectedResource)?.id).toBe(t.one('AWS::S3::Bucket', /^Incoming/).id);
      expect(ProtectedResource.S3Bucket.ObjectPrefixes).toBeUndefined();
      expect(Actions).toEqual({ Tagging: { Status: 'ENABLED' } });
      const role = t.target(Role);
      expect(role?.Properties.AssumeRolePolicyDocument.Statement).toEqual([
        { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'malware-protection-plan.guardduty.amazonaws.com' } },
      ]);
      for (const { Action, Resource } of policiesOf(Role)) {
        for (const action of list(Action)) expect(action).toMatch(/^(s3|events):[A-Za-z]+$/);
        for (const resource of list(Resource)) {
          const isIncoming = t.target(resource)?.id === t.one('AWS::S3::Bucket', /^Incoming/).id;
          expect(isIncoming || JSON.stringify(resource).includes(':rule/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*')).toBe(true);
        }
      }
    });

    it('signs with one key on the curve P-256', () => {
      const { KeySpec, KeyUsage } = t.one('AWS::KMS::Key').Properties;
      expect([KeySpec, KeyUsage]).toEqual(['ECC_NIST_P256', 'SIGN_VERIFY']);
    });

    it('keeps tables, buckets, key and users when a stack goes, only in prod', () => {
      const kept = ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Cognito::UserPool'].flatMap((type) =>
        t.of(type),
      );
      expect(kept).toHaveLength(7);
      const policy = name === 'prod' ? 'Retain' : 'Delete';
      expect(kept.filter((one) => one.DeletionPolicy !== policy || one.UpdateReplacePolicy !== policy)).toEqual([]);
    });

    it('protects tables and users against deletion, only in prod', () => {
      const replicas = t.of('AWS::DynamoDB::GlobalTable').flatMap(({ Properties }) => Properties.Replicas as Properties[]);
      expect(replicas.map(({ DeletionProtectionEnabled }) => DeletionProtectionEnabled)).toEqual([name === 'prod', name === 'prod']);
      expect(t.one('AWS::Cognito::UserPool').Properties.DeletionProtection).toBe(name === 'prod' ? 'ACTIVE' : 'INACTIVE');
    });
  });

  describe('the site', () => {
    it('reads its bucket through its own distribution and nothing else does', () => {
      const site = t.one('AWS::S3::Bucket', /^Site/);
      const distribution = t.one('AWS::CloudFront::Distribution');
      const policy = t.one('AWS::S3::BucketPolicy', /^Site/);
      const allowed = statements(policy).filter(({ Effect }) => Effect === 'Allow');
      expect(allowed).toHaveLength(1);
      expect(allowed[0]?.Principal).toEqual({ Service: 'cloudfront.amazonaws.com' });
      expect(Object.keys(allowed[0]?.Condition ?? {})).toEqual(['StringEquals']);
      const source = allowed[0]?.Condition?.StringEquals?.['AWS:SourceArn'];
      expect(t.target(source)?.id).toBe(distribution.id);
      expect(JSON.stringify(source)).not.toContain('*');
      const { Origins, DefaultCacheBehavior } = distribution.Properties.DistributionConfig;
      const origin = Origins.find(({ Id }: Properties) => Id === DefaultCacheBehavior.TargetOriginId);
      expect(t.target(origin.DomainName)?.id).toBe(site.id);
      expect(t.target(origin.OriginAccessControlId)?.Type).toBe('AWS::CloudFront::OriginAccessControl');
    });

    it('passes every viewer request through the router, which reads the one live value', () => {
      const { DefaultCacheBehavior } = t.one('AWS::CloudFront::Distribution').Properties.DistributionConfig;
      expect(DefaultCacheBehavior.FunctionAssociations).toHaveLength(1);
      expect(DefaultCacheBehavior.FunctionAssociations[0].EventType).toBe('viewer-request');
      const router = t.target(DefaultCacheBehavior.FunctionAssociations[0].FunctionARN);
      expect(router?.Properties.FunctionCode).toBe(readFileSync(join(ROOT, 'infra', 'site-router.js'), 'utf8'));
      expect(router?.Properties.FunctionConfig.Runtime).toBe('cloudfront-js-2.0');
      expect(t.target(router?.Properties.FunctionConfig.KeyValueStoreAssociations)?.Type).toBe('AWS::CloudFront::KeyValueStore');
    });

    it('is reached over HTTPS only, and sends /api/* to the API uncached', () => {
      const { CacheBehaviors, DefaultCacheBehavior, Origins } = t.one('AWS::CloudFront::Distribution').Properties.DistributionConfig;
      expect(DefaultCacheBehavior.ViewerProtocolPolicy).toBe('redirect-to-https');
      expect(CacheBehaviors).toHaveLength(1);
      const [api] = CacheBehaviors;
      // CloudFront's managed policy CachingDisabled.
      expect([api.PathPattern, api.CachePolicyId]).toEqual(['/api/*', '4135ea2d-6df8-44a3-9df3-4b5a84be39ad']);
      expect(api.ViewerProtocolPolicy).toBe('https-only');
      const origin = Origins.find(({ Id }: Properties) => Id === api.TargetOriginId);
      expect(t.target(origin.DomainName)?.Type).toBe('AWS::ApiGatewayV2::Api');
      expect(origin.CustomOriginConfig.OriginProtocolPolicy).toBe('https-only');
    });

    it('forbids scripts, frames and plain HTTP by its headers', () => {
      const { SecurityHeadersConfig } = t.one('AWS::CloudFront::ResponseHeadersPolicy').Properties.ResponseHeadersPolicyConfig;
      expect(SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy).toContain("default-src 'none'");
      expect(SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy).not.toContain('unsafe');
      expect(SecurityHeadersConfig.StrictTransportSecurity.AccessControlMaxAgeSec).toBeGreaterThanOrEqual(31_536_000);
      expect(SecurityHeadersConfig.FrameOptions.FrameOption).toBe('DENY');
    });
  });

  describe('people', () => {
    it('are in exactly the six groups and cannot sign themselves up', () => {
      expect(
        t
          .of('AWS::Cognito::UserPoolGroup')
          .map(({ Properties }) => Properties.GroupName)
          .sort(),
      ).toEqual([...GROUPS].sort());
      expect(t.one('AWS::Cognito::UserPool').Properties.AdminCreateUserConfig.AllowAdminCreateUserOnly).toBe(true);
    });

    it('get their claims from a trigger of version 2', () => {
      const { PreTokenGenerationConfig } = t.one('AWS::Cognito::UserPool').Properties.LambdaConfig;
      expect(PreTokenGenerationConfig.LambdaVersion).toBe('V2_0');
      expect(t.target(PreTokenGenerationConfig.LambdaArn)?.id).toBe(functionNamed('intake-add-token-claims').id);
    });
  });

  describe('the API', () => {
    it('has exactly the routes of the contract, each led to the function that it names', () => {
      const made = t.of('AWS::ApiGatewayV2::Route').map(({ Properties }) => {
        const lambda = t.target(t.target(Properties.Target)?.Properties.IntegrationUri);
        return [Properties.RouteKey, lambda?.Properties.FunctionName];
      });
      const wanted = Object.values(routes).map((route) => [
        `${route.method} ${route.path}`,
        `par-${name}-${route.chapter}-${route.function}`,
      ]);
      expect(made.sort()).toEqual(wanted.sort());
    });

    it('asks for a token on every route, issued by the user pool for its client', () => {
      for (const { Properties } of t.of('AWS::ApiGatewayV2::Route')) {
        const isOpen = Properties.RouteKey === 'GET /api/previews/{token}/{path+}';
        expect([Properties.RouteKey, Properties.AuthorizationType]).toEqual([Properties.RouteKey, isOpen ? 'NONE' : 'JWT']);
        if (!isOpen) expect(t.target(Properties.AuthorizerId)?.Type).toBe('AWS::ApiGatewayV2::Authorizer');
      }
      const { AuthorizerType, JwtConfiguration } = t.one('AWS::ApiGatewayV2::Authorizer').Properties;
      expect(AuthorizerType).toBe('JWT');
      expect(t.target(JwtConfiguration.Issuer)?.Type).toBe('AWS::Cognito::UserPool');
      expect(t.target(JwtConfiguration.Audience)?.Type).toBe('AWS::Cognito::UserPoolClient');
    });

    it('lets API Gateway call each answering function for its own route only', () => {
      const permissions = t.of('AWS::Lambda::Permission').filter(({ Properties }) => Properties.Principal === 'apigateway.amazonaws.com');
      expect(permissions).toHaveLength(Object.keys(routes).length);
      expect(without(permissions, ({ SourceArn }) => /\/\*\/\*\/api\/(rounds|previews)/.test(JSON.stringify(SourceArn)))).toEqual([]);
    });
  });

  describe('queues', () => {
    it('are encrypted', () => {
      const queues = t.of('AWS::SQS::Queue');
      expect(queues.length).toBeGreaterThan(0);
      expect(without(queues, ({ SqsManagedSseEnabled }) => SqsManagedSseEnabled === true)).toEqual([]);
    });

    it('are those of work, their dead-letter queues and those of lost firings, each with one use', () => {
      const ofWork = t.of('AWS::Lambda::EventSourceMapping').map(({ Properties }) => t.target(Properties.EventSourceArn));
      const dead = ofWork.map((queue) => t.target(queue?.Properties.RedrivePolicy.deadLetterTargetArn)?.id);
      const lost = t.of('AWS::Scheduler::Schedule').map(({ Properties }) => t.target(Properties.Target.DeadLetterConfig.Arn)?.id);
      const used = [...ofWork.map((queue) => queue?.id), ...dead, ...new Set(lost)];
      expect(used.sort()).toEqual(ids(t.of('AWS::SQS::Queue')).sort());
    });

    it('of work give up after five tries into a dead-letter queue that keeps messages for 14 days', () => {
      const sources = t.of('AWS::Lambda::EventSourceMapping');
      expect(sources.length).toBeGreaterThanOrEqual(3);
      for (const { Properties } of sources) {
        const { RedrivePolicy } = t.target(Properties.EventSourceArn)?.Properties ?? {};
        expect(RedrivePolicy.maxReceiveCount).toBe(5);
        expect(t.target(RedrivePolicy.deadLetterTargetArn)?.Properties.MessageRetentionPeriod).toBe(1_209_600);
      }
    });

    it('of work hide a message at least six times as long as its function may run', () => {
      for (const { Properties } of t.of('AWS::Lambda::EventSourceMapping')) {
        const { VisibilityTimeout } = t.target(Properties.EventSourceArn)?.Properties ?? {};
        expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * t.target(Properties.FunctionName)?.Properties.Timeout);
      }
    });

    it('of work hand over one message at a time and take back only what failed', () => {
      for (const { Properties } of t.of('AWS::Lambda::EventSourceMapping')) {
        expect([Properties.BatchSize, Properties.FunctionResponseTypes]).toEqual([1, ['ReportBatchItemFailures']]);
      }
    });

    it('of work, and every dead-letter queue, raise an alarm at the first dead letter', () => {
      const dead = t.of('AWS::SQS::Queue').filter(({ Properties }) => Properties.RedrivePolicy === undefined);
      const watched = t
        .of('AWS::CloudWatch::Alarm')
        .flatMap(({ Properties: { Dimensions, Threshold } }) =>
          Dimensions[0].Name === 'QueueName' && Threshold === 1 ? [t.target(Dimensions[0].Value)?.id] : [],
        );
      expect(watched.sort()).toEqual(ids(dead).sort());
    });
  });

  describe('functions', () => {
    it('run Node 24 on arm64, but for the typesetter’s native code, with a time-out and memory of their own', () => {
      expect(functions.length).toBeGreaterThanOrEqual(20);
      const isTypesetter = ({ FunctionName }: Record<string, unknown>): boolean =>
        String(FunctionName).endsWith('publication-render-release');
      const architectureOf = (lambda: Record<string, unknown>): string => (isTypesetter(lambda) ? 'x86_64' : 'arm64');
      expect(
        without(functions, (lambda) => lambda.Runtime === 'nodejs24.x' && lambda.Architectures.join() === architectureOf(lambda)),
      ).toEqual([]);
      expect(without(functions, ({ Timeout, MemorySize }) => Timeout > 0 && Timeout <= 900 && MemorySize >= 128)).toEqual([]);
    });

    it('behind the API end before API Gateway gives up', () => {
      const answering = t.of('AWS::ApiGatewayV2::Integration').map(({ Properties }) => t.target(Properties.IntegrationUri));
      expect(answering.filter((lambda) => !(lambda?.Properties.Timeout < 30))).toEqual([]);
    });

    it('share no role with each other or with anything else', () => {
      const users = t.all
        .flatMap(({ Properties }) => [Properties.Role, Properties.RoleArn, Properties.Target?.RoleArn])
        .filter((role) => role !== undefined);
      const roles = users.map((role) => t.target(role)?.id);
      const others = ['AWS::StepFunctions::StateMachine', 'AWS::Scheduler::Schedule', 'AWS::GuardDuty::MalwareProtectionPlan'];
      expect(roles).toHaveLength(functions.length + others.flatMap((type) => t.of(type)).length);
      expect(new Set(roles).size).toBe(roles.length);
    });

    it('write to log groups of their own that forget after a fixed time', () => {
      const groups = functions.map(({ Properties }) => t.target(Properties.LoggingConfig.LogGroup));
      expect(new Set(ids(groups.filter((group) => group !== undefined))).size).toBe(functions.length);
      const days = name === 'prod' ? 365 : 30;
      expect(without(t.of('AWS::Logs::LogGroup'), ({ RetentionInDays }) => RetentionInDays === days)).toEqual([]);
    });
  });

  describe('permissions', () => {
    /** Statements on every resource that AWS leaves no choice about, by the actions that they may hold. */
    const UNAVOIDABLE: Record<string, RegExp> = {
      // Log delivery is set up per account: these actions know no resource. The key policy of a key says "*" for itself.
      'the delivery of the state machine’s log':
        /^logs:(CreateLogDelivery|GetLogDelivery|UpdateLogDelivery|DeleteLogDelivery|ListLogDeliveries|PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups)$/,
    };
    const allowing = (): { id: string; statement: Statement }[] =>
      t.of('AWS::IAM::Policy').flatMap((policy) =>
        statements(policy)
          .filter(({ Effect }) => Effect === 'Allow')
          .map((statement) => ({ id: policy.id, statement })),
      );

    it('are given on named resources, but where AWS knows none', () => {
      const open = allowing().filter(({ statement }) => list(statement.Resource).includes('*'));
      const avoidable = open.filter(
        ({ statement }) => !Object.values(UNAVOIDABLE).some((actions) => list(statement.Action).every((action) => actions.test(action))),
      );
      expect(avoidable).toEqual([]);
      expect(open).toHaveLength(Object.keys(UNAVOIDABLE).length);
    });

    it('never cover all actions, nor all actions of a service', () => {
      expect(
        allowing().filter(({ statement }) => list(statement.Action).some((action) => action === '*' || action.endsWith(':*'))),
      ).toEqual([]);
    });

    it('are in policies of the template; the only managed one lets functions write logs', () => {
      const managed = t.of('AWS::IAM::Role').flatMap(({ Properties }) => (Properties.ManagedPolicyArns ?? []) as unknown[]);
      const text = new Set(managed.map((arn) => JSON.stringify(arn)));
      expect([...text]).toEqual([expect.stringContaining(':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole')]);
      expect(without(t.of('AWS::IAM::Role'), ({ Policies }) => Policies === undefined)).toEqual([]);
    });

    /** Statements that may take away or change what is kept, by the function or role that they are given to. */
    const changing = (pattern: RegExp): { of: string; actions: readonly string[]; resources: string[] }[] =>
      t.of('AWS::IAM::Policy').flatMap((policy) =>
        statements(policy).flatMap(({ Action, Resource }) => {
          const actions = list(Action).filter((action) => pattern.test(action));
          if (actions.length === 0) return [];
          const [role] = policy.Properties.Roles as { Ref: string }[];
          const user = functions.find(({ Properties }) => t.target(Properties.Role)?.id === role?.Ref);
          const resources = list(Resource).map(
            (resource) => `${t.target(resource)?.id} ${/"(\/[^"]*)"/.exec(JSON.stringify(resource))?.[1] ?? ''}`,
          );
          return [{ of: String(user?.Properties.FunctionName ?? role?.Ref), actions, resources: resources.sort() }];
        }),
      );
    const evidence = (): string => t.one('AWS::S3::Bucket', /^Evidence/).id;
    const incoming = (): string => t.one('AWS::S3::Bucket', /^Incoming/).id;

    it('to take a protected file away belong to the removal by two persons, and reach documents only', () => {
      const of = `par-${name}-assessment-remove-evidence`;
      expect(changing(/^s3:(Delete|BypassGovernance|PutObjectAcl|\*)/)).toEqual([
        {
          of,
          actions: ['s3:DeleteObject*'],
          resources: [`${evidence()} /evidence/*`, ...DOCUMENT_KINDS.map((kind) => `${incoming()} /incoming/*/${kind}/*`)].sort(),
        },
        { of, actions: ['s3:BypassGovernanceRetention'], resources: [`${evidence()} /evidence/*`] },
      ]);
    });

    it('to change a bucket belong to the scanner alone, for the events of the incoming bucket', () => {
      expect(changing(/^s3:(PutBucket|DeleteBucket|PutLifecycle|PutEncryption|PutReplication|PutAccelerate)/)).toEqual([
        { of: t.one('AWS::IAM::Role', /^ScannerRole/).id, actions: ['s3:PutBucketNotification'], resources: [`${incoming()} `] },
      ]);
    });

    it('to write files are given for the folder that the function fills', () => {
      const writers = changing(/^s3:PutObject$/).map(({ of, resources }) => [of.replace(`par-${name}-`, ''), ...resources].join(' '));
      expect(writers.sort()).toEqual(
        [
          `${t.one('AWS::IAM::Role', /^ScannerRole/).id} ${incoming()} /malware-protection-resource-validation-object`,
          `intake-issue-upload-address ${incoming()} /answers/* ${incoming()} /incoming/*`,
          `assessment-decide-set-aside ${evidence()} /evidence/*`,
          `assessment-record-documents ${evidence()} /evidence/*`,
          `assessment-record-scans ${evidence()} /evidence/*`,
          `stages-freeze-round ${evidence()} /frozen/*`,
          `scoring-approve-correction ${evidence()} /computed/*`,
          `scoring-compute-index ${evidence()} /computed/*`,
          `publication-request-release ${t.one('AWS::S3::Bucket', /^Site/).id} /releases/*`,
          `publication-render-release ${t.one('AWS::S3::Bucket', /^Site/).id} /releases/*`,
        ].sort(),
      );
    });

    it('of the one-off schedules cover the calls of close-stage and send-notices and nothing else but their lost firings', () => {
      const close = functionNamed('stages-close-stage');
      const role = t.target(close.Properties.Environment.Variables.SCHEDULE_ROLE_ARN);
      expect(role?.Properties.AssumeRolePolicyDocument.Statement[0].Principal).toEqual({ Service: 'scheduler.amazonaws.com' });
      const own = policiesOf({ Ref: role?.id });
      const called = own.filter(({ Action }) => list(Action).includes('lambda:InvokeFunction')).flatMap(({ Resource }) => list(Resource));
      expect(new Set(called.map((resource) => t.target(resource)?.id))).toEqual(
        new Set([close.id, functionNamed('stages-send-notices').id]),
      );
      const services = own.flatMap(({ Action }) => list(Action).map((action) => action.split(':')[0]));
      expect(new Set(services)).toEqual(new Set(['lambda', 'sqs']));
    });

    it('to start or answer an execution name this machine only', () => {
      const ofStates = allowing().filter(({ statement }) => list(statement.Action).some((action) => action.startsWith('states:')));
      expect(ofStates.length).toBeGreaterThanOrEqual(5);
      for (const { statement } of ofStates) {
        for (const resource of list(statement.Resource)) {
          expect(JSON.stringify(resource)).toMatch(new RegExp(`:(stateMachine:par-${name}-round(:\\*)?|execution:par-${name}-round:\\*)"`));
        }
      }
      const starters = functions.filter(({ Properties }) =>
        policiesOf(Properties.Role).some(({ Action }) => list(Action).includes('states:StartExecution')),
      );
      expect(starters.map(({ Properties }) => Properties.FunctionName).sort()).toEqual([
        `par-${name}-stages-extend-deadline`,
        `par-${name}-stages-open-round`,
        `par-${name}-stages-reopen-stage`,
        `par-${name}-stages-resume-round`,
        `par-${name}-stages-sweep-rounds`,
      ]);
    });

    it('to switch what is public belong to approval and roll-back only', () => {
      const switchers = functions.filter(({ Properties }) =>
        policiesOf(Properties.Role).some(({ Action }) => list(Action).includes('cloudfront-keyvaluestore:PutKey')),
      );
      expect(switchers.map(({ Properties }) => Properties.FunctionName).sort()).toEqual([
        `par-${name}-publication-approve-release`,
        `par-${name}-publication-roll-back-release`,
      ]);
    });
  });

  describe('the round workflow', () => {
    it('is a standard machine in JSONata', () => {
      const { StateMachineType, DefinitionString } = t.one('AWS::StepFunctions::StateMachine').Properties;
      expect(StateMachineType).toBe('STANDARD');
      expect(JSON.stringify(DefinitionString)).toContain('\\"QueryLanguage\\":\\"JSONata\\"');
    });

    it('keeps every version and is started through the alias of the newest', () => {
      const version = t.one('AWS::StepFunctions::StateMachineVersion');
      const alias = t.one('AWS::StepFunctions::StateMachineAlias');
      expect(version.DeletionPolicy).toBe('Retain');
      expect(version.Properties.StateMachineRevisionId).toEqual({
        'Fn::GetAtt': [t.one('AWS::StepFunctions::StateMachine').id, 'StateMachineRevisionId'],
      });
      expect(alias.Properties.RoutingConfiguration).toEqual([{ StateMachineVersionArn: expect.anything(), Weight: 100 }]);
      expect(t.target(alias.Properties.RoutingConfiguration)?.id).toBe(version.id);
      const starters = functions.filter(({ Properties }) => Properties.Environment?.Variables.ROUND_WORKFLOW_ARN !== undefined);
      expect(starters).toHaveLength(5);
      for (const { Properties } of starters) expect(t.target(Properties.Environment.Variables.ROUND_WORKFLOW_ARN)?.id).toBe(alias.id);
    });
  });
});

describe('the definition of the round workflow', () => {
  it('has no error that asl-validator finds', () => {
    const [machine] = machines(new Assembly(ASSEMBLY));
    const { isValid, errorsText } = validateAsl(JSON.parse(machine?.definition ?? '{}'));
    expect(errorsText('\n')).toMatch(/^(No errors)?$/);
    expect(isValid).toBe(true);
  });
});

describe('alarms', () => {
  it('have a heading equal to their name in docs/operations.md', () => {
    const names = environments.dev.of('AWS::CloudWatch::Alarm').map(({ Properties }) => String(Properties.AlarmName));
    expect(names.length).toBeGreaterThanOrEqual(5);
    const headings = [...readFileSync(join(ROOT, 'docs', 'operations.md'), 'utf8').matchAll(/^#+\s+(.+?)\s*$/gm)].map(([, heading]) =>
      (heading ?? '').replaceAll('`', ''),
    );
    expect(names.filter((name) => !headings.includes(name))).toEqual([]);
  });

  it('name their heading in their description and say what no data means', () => {
    const alarms = environments.dev.of('AWS::CloudWatch::Alarm');
    expect(without(alarms, ({ AlarmName, AlarmDescription }) => AlarmDescription.includes(`docs/operations.md, "${AlarmName}"`))).toEqual(
      [],
    );
    expect(without(alarms, ({ TreatMissingData }) => TreatMissingData === 'notBreaching')).toEqual([]);
  });
});

describe('the bundles', () => {
  const bundles = globSync('.build/functions/*/index.mjs', { cwd: ROOT });

  it('have at most 900 kB each', () => {
    // docs/decisions/0009.
    const larger: Record<string, number> = {
      'assessment-annotate-workbook': 1_130_000,
      'assessment-record-reading-sheet': 930_000,
      'publication-render-release': 1_050_000,
    };
    expect(bundles.length).toBeGreaterThanOrEqual(20);
    const limitOf = (path: string): number => larger[basename(dirname(path))] ?? 900_000;
    expect(bundles.filter((path) => statSync(join(ROOT, path)).size > limitOf(path))).toEqual([]);
  });

  it('import in a fresh process, one after the other, and export a handler', async () => {
    const code =
      'for (const url of process.argv.slice(1)) { const began = performance.now(); const { handler } = await import(url); console.log(typeof handler, Math.round(performance.now() - began)); }';
    const urls = bundles.map((path) => pathToFileURL(join(ROOT, path)).href);
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code, ...urls]);
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(bundles.length);
    const times = lines.map((line, i) => {
      const [kind, ms] = line.split(' ');
      const name = basename(dirname(bundles[i] ?? ''));
      expect([name, kind]).toEqual([name, 'function']);
      return `${name} ${ms} ms`;
    });
    console.info(`import times: ${times.join(', ')}`);
  });
});
