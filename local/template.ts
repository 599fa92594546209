import type { Assembly } from './assembly.ts';
import type { TableDefinition } from './dynamodb.ts';
import type { RuleDefinition } from './event-bus.ts';
import type { RouteDefinition } from './http-api.ts';
import type { BucketDefinition } from './s3/object-store.ts';
import type { Schedules } from './scheduler.ts';
import type { SiteDefinition } from './site.ts';
import type { EventSource, QueueDefinition } from './sqs.ts';
import type { MachineSource } from './states/engine.ts';
import type { UserPoolDefinition } from './tokens.ts';

// What each service needs to know, read from the resolved template. A value that a service could not honour stops here.

function insist(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not implemented: ${what}`);
}

export function tables(assembly: Assembly): TableDefinition[] {
  return assembly.all('AWS::DynamoDB::GlobalTable').map(({ ref, properties }) => {
    const { KeySchema, AttributeDefinitions, TimeToLiveSpecification } = properties as {
      KeySchema: TableDefinition['keySchema'];
      AttributeDefinitions: TableDefinition['attributes'];
      TimeToLiveSpecification?: { AttributeName: string; Enabled: boolean };
    };
    return {
      name: ref,
      keySchema: KeySchema,
      attributes: AttributeDefinitions,
      timeToLive: TimeToLiveSpecification?.Enabled === true ? TimeToLiveSpecification.AttributeName : undefined,
    };
  });
}

export function buckets(assembly: Assembly): BucketDefinition[] {
  const scanned = scannedBuckets(assembly);
  return assembly.all('AWS::S3::Bucket').map(({ ref, properties }) => {
    const { VersioningConfiguration, NotificationConfiguration, ObjectLockConfiguration } = properties as {
      VersioningConfiguration?: { Status: string };
      ObjectLockConfiguration?: { Rule?: { DefaultRetention?: { Mode?: string } } };
      NotificationConfiguration?: { EventBridgeConfiguration?: { EventBridgeEnabled?: boolean } };
    };
    insist(VersioningConfiguration?.Status === 'Enabled', `bucket ${ref} without versions`);
    const mode = ObjectLockConfiguration?.Rule?.DefaultRetention?.Mode;
    insist(mode === undefined || mode === 'GOVERNANCE', `bucket ${ref} with retention mode ${mode}`);
    return {
      name: ref,
      sendsEvents: NotificationConfiguration?.EventBridgeConfiguration?.EventBridgeEnabled === true,
      isScanned: scanned.has(ref),
      isLocked: mode !== undefined,
    };
  });
}

/** Buckets that a malware protection plan covers as a whole. */
function scannedBuckets(assembly: Assembly): Set<string> {
  return new Set(
    assembly.all('AWS::GuardDuty::MalwareProtectionPlan').map(({ properties }) => {
      const { ProtectedResource } = properties as { ProtectedResource: { S3Bucket: { BucketName: string; ObjectPrefixes?: string[] } } };
      const { BucketName, ObjectPrefixes } = ProtectedResource.S3Bucket;
      insist(ObjectPrefixes === undefined, 'a malware protection plan for some prefixes');
      return BucketName;
    }),
  );
}

export function queues(assembly: Assembly): QueueDefinition[] {
  return assembly.all('AWS::SQS::Queue').map(({ ref, arn, properties }) => {
    const { VisibilityTimeout, RedrivePolicy } = properties as {
      VisibilityTimeout?: number;
      RedrivePolicy?: { deadLetterTargetArn: string; maxReceiveCount: number };
    };
    return {
      arn,
      name: ref.split('/').at(-1) ?? ref,
      url: ref,
      visibilityMs: (VisibilityTimeout ?? 30) * 1000,
      redrive:
        RedrivePolicy === undefined
          ? undefined
          : { deadLetterArn: RedrivePolicy.deadLetterTargetArn, maxReceives: RedrivePolicy.maxReceiveCount },
    };
  });
}

export function eventSources(assembly: Assembly): EventSource[] {
  const functionArns = new Map(assembly.all('AWS::Lambda::Function').map(({ ref, arn }) => [ref, arn]));
  return assembly.all('AWS::Lambda::EventSourceMapping').map(({ properties }) => {
    const { EventSourceArn, FunctionName, BatchSize, FunctionResponseTypes, ScalingConfig } = properties as {
      EventSourceArn: string;
      FunctionName: string;
      BatchSize?: number;
      FunctionResponseTypes?: string[];
      ScalingConfig?: { MaximumConcurrency?: number };
    };
    insist(FunctionResponseTypes?.join() === 'ReportBatchItemFailures', 'event source without partial batch failures');
    return {
      queueArn: EventSourceArn,
      functionArn: functionArns.get(FunctionName) ?? FunctionName,
      batchSize: BatchSize ?? 10,
      maxConcurrency: ScalingConfig?.MaximumConcurrency ?? 1000,
    };
  });
}

export function rules(assembly: Assembly): RuleDefinition[] {
  return assembly.all('AWS::Events::Rule').map(({ properties }) => {
    const { EventPattern, Targets } = properties as { EventPattern: unknown; Targets: { Arn: string; Id: string }[] };
    for (const target of Targets)
      insist(Object.keys(target).sort().join() === 'Arn,Id' && target.Arn.includes(':sqs:'), 'rule target other than a queue');
    return { pattern: EventPattern, queueArns: Targets.map(({ Arn }) => Arn) };
  });
}

export function scheduleGroups(assembly: Assembly): string[] {
  return assembly.all('AWS::Scheduler::ScheduleGroup').map(({ ref }) => ref);
}

export function schedules(assembly: Assembly): { name: string; body: Parameters<Schedules['declare']>[1] }[] {
  return assembly.all('AWS::Scheduler::Schedule').map(({ ref, properties }) => ({
    name: ref,
    body: properties as unknown as Parameters<Schedules['declare']>[1],
  }));
}

export function machines(assembly: Assembly): MachineSource[] {
  const aliases = assembly.all('AWS::StepFunctions::StateMachineAlias').map(({ arn }) => arn);
  return assembly.all('AWS::StepFunctions::StateMachine').map(({ arn, properties }) => {
    const { StateMachineName, StateMachineType, DefinitionString, RoleArn } = properties as Record<string, string>;
    insist(StateMachineType === 'STANDARD', `state machine type ${StateMachineType}`);
    return {
      arn,
      name: StateMachineName ?? '',
      roleArn: RoleArn ?? '',
      definition: DefinitionString ?? '',
      aliasArns: aliases.filter((alias) => alias.startsWith(`${arn}:`)),
    };
  });
}

export function signingKeys(assembly: Assembly): string[] {
  return assembly.all('AWS::KMS::Key').map(({ arn, properties }) => {
    insist(properties.KeySpec === 'ECC_NIST_P256' && properties.KeyUsage === 'SIGN_VERIFY', `key ${arn}`);
    return arn;
  });
}

export function senders(assembly: Assembly): string[] {
  return assembly.all('AWS::SES::EmailIdentity').map(({ properties }) => String(properties.EmailIdentity));
}

export function keyValueStores(assembly: Assembly): string[] {
  return assembly.all('AWS::CloudFront::KeyValueStore').map(({ arn }) => arn);
}

interface Behaviour {
  readonly PathPattern?: string;
  readonly TargetOriginId: string;
  readonly FunctionAssociations?: { readonly EventType: string; readonly FunctionARN: string }[];
  readonly ResponseHeadersPolicyId?: string;
}

export function site(assembly: Assembly): SiteDefinition {
  const { DistributionConfig } = assembly.one('AWS::CloudFront::Distribution').properties as {
    DistributionConfig: { DefaultCacheBehavior: Behaviour; CacheBehaviors: Behaviour[]; Origins: { Id: string; DomainName: string }[] };
  };
  const { DefaultCacheBehavior, CacheBehaviors, Origins } = DistributionConfig;
  const originOf = (behaviour: Behaviour): string => Origins.find(({ Id }) => Id === behaviour.TargetOriginId)?.DomainName ?? '';
  const [association] = DefaultCacheBehavior.FunctionAssociations ?? [];
  insist(association?.EventType === 'viewer-request', 'a site without a router on viewer requests');
  // /api/* goes to the API on every path: functions and front door here rely on exactly this.
  insist(CacheBehaviors.length === 1 && CacheBehaviors[0]?.PathPattern === '/api/*', 'behaviours other than /api/*');
  insist(
    originOf(CacheBehaviors[0] as Behaviour).startsWith(assembly.one('AWS::ApiGatewayV2::Api').ref),
    '/api/* elsewhere than at the API',
  );

  const router = assembly.all('AWS::CloudFront::Function').find(({ ref }) => ref === association?.FunctionARN);
  if (router === undefined) throw new Error('the site has no router');
  const { FunctionCode, FunctionConfig } = router.properties as {
    FunctionCode: string;
    FunctionConfig: { Runtime: string; KeyValueStoreAssociations: { KeyValueStoreARN: string }[] };
  };
  insist(FunctionConfig.Runtime === 'cloudfront-js-2.0', `edge runtime ${FunctionConfig.Runtime}`);
  const bucket = assembly.all('AWS::S3::Bucket').find(({ ref }) => originOf(DefaultCacheBehavior).startsWith(`${ref}.s3.`));
  if (bucket === undefined) throw new Error('the site has no bucket');
  return {
    bucket: bucket.ref,
    routerCode: FunctionCode,
    liveStoreArn: FunctionConfig.KeyValueStoreAssociations[0]?.KeyValueStoreARN ?? '',
    headers: securityHeaders(assembly, DefaultCacheBehavior.ResponseHeadersPolicyId),
  };
}

function securityHeaders(assembly: Assembly, policyId: string | undefined): Record<string, string> {
  const policy = assembly.all('AWS::CloudFront::ResponseHeadersPolicy').find(({ ref }) => ref === policyId);
  if (policy === undefined) return {};
  const { SecurityHeadersConfig } = policy.properties.ResponseHeadersPolicyConfig as {
    SecurityHeadersConfig: {
      ContentSecurityPolicy?: { ContentSecurityPolicy: string };
      ContentTypeOptions?: object;
      FrameOptions?: { FrameOption: string };
      StrictTransportSecurity?: { AccessControlMaxAgeSec: number };
    };
  };
  const { ContentSecurityPolicy, ContentTypeOptions, FrameOptions } = SecurityHeadersConfig;
  // Strict-Transport-Security means nothing over plain HTTP on loopback.
  return {
    ...(ContentSecurityPolicy === undefined ? {} : { 'content-security-policy': ContentSecurityPolicy.ContentSecurityPolicy }),
    ...(ContentTypeOptions === undefined ? {} : { 'x-content-type-options': 'nosniff' }),
    ...(FrameOptions === undefined ? {} : { 'x-frame-options': FrameOptions.FrameOption }),
  };
}

export function routes(assembly: Assembly): RouteDefinition[] {
  const integrations = new Map(assembly.all('AWS::ApiGatewayV2::Integration').map(({ ref, properties }) => [ref, properties]));
  const authorizers = new Map(assembly.all('AWS::ApiGatewayV2::Authorizer').map(({ ref, properties }) => [ref, properties]));
  return assembly.all('AWS::ApiGatewayV2::Route').map(({ properties }) => {
    const { RouteKey, Target, AuthorizationType, AuthorizerId } = properties as Record<string, string>;
    insist(AuthorizationType === 'JWT' || AuthorizationType === 'NONE', `route ${RouteKey} with authorization ${AuthorizationType}`);
    const integration = integrations.get((Target ?? '').replace('integrations/', ''));
    insist(integration?.IntegrationType === 'AWS_PROXY' && integration.PayloadFormatVersion === '2.0', `integration of ${RouteKey}`);
    const route = { routeKey: RouteKey ?? '', functionArn: String(integration?.IntegrationUri) };
    if (AuthorizationType === 'NONE') return { ...route, authorizer: undefined };
    const authorizer = authorizers.get(AuthorizerId ?? '');
    if (authorizer === undefined) throw new Error(`route ${RouteKey} has no authorizer`);
    const { Issuer, Audience } = authorizer.JwtConfiguration as { Issuer: string; Audience: string[] };
    return { ...route, authorizer: { issuer: Issuer, audience: Audience } };
  });
}

export function userPool(assembly: Assembly): UserPoolDefinition {
  const pool = assembly.one('AWS::Cognito::UserPool');
  const { PreTokenGenerationConfig } = pool.properties.LambdaConfig as {
    PreTokenGenerationConfig: { LambdaArn: string; LambdaVersion: string };
  };
  insist(PreTokenGenerationConfig.LambdaVersion === 'V2_0', 'a token trigger of another version');
  return {
    poolId: pool.ref,
    clientId: assembly.one('AWS::Cognito::UserPoolClient').ref,
    issuer: (assembly.one('AWS::ApiGatewayV2::Authorizer').properties.JwtConfiguration as { Issuer: string }).Issuer,
    groups: assembly.all('AWS::Cognito::UserPoolGroup').map(({ properties }) => String(properties.GroupName)),
    triggerArn: PreTokenGenerationConfig.LambdaArn,
  };
}
