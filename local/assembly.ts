import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const REGION = 'ap-southeast-1';
export const ACCOUNT = '000000000000';

type Json = unknown;
export type Properties = Readonly<Record<string, Json>>;

interface Resource {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly raw: Properties;
}

/** What CloudFormation would give back for a resource: its Ref and its attributes. */
interface Identity {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

interface TypeRule {
  /** Every property that may occur; one that is not named here stops the start. Undefined: the type has no effect here. */
  readonly properties?: readonly string[];
  readonly identity: (name: string, properties: Properties) => Identity;
}

const arn = (service: string, rest: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const nothing: TypeRule = { identity: (name) => ({ ref: name, attributes: { Arn: arn('iam', name), Id: name } }) };

/** Every resource type that the templates may hold. Those without properties are permissions, logs and alarms. */
const TYPES: Readonly<Record<string, TypeRule>> = {
  'AWS::IAM::Role': { identity: (name) => ({ ref: name, attributes: { Arn: `arn:aws:iam::${ACCOUNT}:role/${name}` } }) },
  'AWS::IAM::Policy': nothing,
  'AWS::Lambda::Permission': nothing,
  'AWS::Logs::LogGroup': nothing,
  'AWS::CloudWatch::Alarm': nothing,
  'AWS::S3::BucketPolicy': nothing,
  'AWS::SQS::QueuePolicy': nothing,
  'AWS::CloudFront::CachePolicy': nothing,
  'AWS::CloudFront::OriginAccessControl': nothing,
  'AWS::DynamoDB::GlobalTable': {
    properties: ['AttributeDefinitions', 'BillingMode', 'KeySchema', 'Replicas', 'SSESpecification', 'TimeToLiveSpecification'],
    identity: (name) => ({ ref: name, attributes: { Arn: arn('dynamodb', `table/${name}`) } }),
  },
  'AWS::S3::Bucket': {
    properties: [
      'BucketEncryption',
      'LifecycleConfiguration',
      'NotificationConfiguration',
      'ObjectLockConfiguration',
      'ObjectLockEnabled',
      'OwnershipControls',
      'PublicAccessBlockConfiguration',
      'VersioningConfiguration',
    ],
    identity: (name) => {
      const ref = name.toLowerCase().slice(0, 63);
      return { ref, attributes: { Arn: `arn:aws:s3:::${ref}`, RegionalDomainName: `${ref}.s3.${REGION}.amazonaws.com` } };
    },
  },
  'AWS::GuardDuty::MalwareProtectionPlan': {
    properties: ['Actions', 'ProtectedResource', 'Role'],
    identity: (name) => ({ ref: name, attributes: { Arn: arn('guardduty', `malware-protection-plan/${name}`) } }),
  },
  'AWS::KMS::Key': {
    properties: ['Description', 'KeyPolicy', 'KeySpec', 'KeyUsage'],
    identity: (name) => ({ ref: name, attributes: { Arn: arn('kms', `key/${name}`) } }),
  },
  'AWS::SES::EmailIdentity': { properties: ['EmailIdentity'], identity: (_, { EmailIdentity }) => ({ ref: String(EmailIdentity) }) },
  'AWS::ApiGatewayV2::Api': {
    properties: ['Description', 'Name', 'ProtocolType'],
    identity: (name) => ({ ref: name.toLowerCase() }),
  },
  'AWS::ApiGatewayV2::Stage': { properties: ['ApiId', 'AutoDeploy', 'StageName'], identity: (name) => ({ ref: name }) },
  'AWS::ApiGatewayV2::Authorizer': {
    properties: ['ApiId', 'AuthorizerType', 'IdentitySource', 'JwtConfiguration', 'Name'],
    identity: (name) => ({ ref: name }),
  },
  'AWS::ApiGatewayV2::Integration': {
    properties: ['ApiId', 'IntegrationType', 'IntegrationUri', 'PayloadFormatVersion'],
    identity: (name) => ({ ref: name }),
  },
  'AWS::ApiGatewayV2::Route': {
    properties: ['ApiId', 'AuthorizationType', 'AuthorizerId', 'RouteKey', 'Target'],
    identity: (name) => ({ ref: name }),
  },
  'AWS::CloudFront::KeyValueStore': {
    properties: ['Comment', 'Name'],
    identity: (name) => ({ ref: name, attributes: { Id: name, Arn: `arn:aws:cloudfront::${ACCOUNT}:key-value-store/${name}` } }),
  },
  'AWS::CloudFront::Function': {
    properties: ['AutoPublish', 'FunctionCode', 'FunctionConfig', 'Name'],
    identity: (name) => {
      const functionArn = `arn:aws:cloudfront::${ACCOUNT}:function/${name}`;
      return { ref: functionArn, attributes: { FunctionARN: functionArn } };
    },
  },
  'AWS::CloudFront::ResponseHeadersPolicy': { properties: ['ResponseHeadersPolicyConfig'], identity: (name) => ({ ref: name }) },
  'AWS::CloudFront::Distribution': {
    properties: ['DistributionConfig'],
    identity: (name) => ({ ref: name, attributes: { DomainName: 'local.cloudfront.net' } }),
  },
  'AWS::Lambda::Function': {
    properties: [
      'Architectures',
      'Code',
      'Environment',
      'FunctionName',
      'Handler',
      'LoggingConfig',
      'MemorySize',
      'Role',
      'Runtime',
      'Timeout',
    ],
    identity: (_, { FunctionName }) => ({
      ref: String(FunctionName),
      attributes: { Arn: arn('lambda', `function:${String(FunctionName)}`) },
    }),
  },
  'AWS::Lambda::EventSourceMapping': {
    properties: ['BatchSize', 'EventSourceArn', 'FunctionName', 'FunctionResponseTypes', 'ScalingConfig'],
    identity: (name) => ({ ref: name }),
  },
  'AWS::Cognito::UserPool': {
    properties: [
      'AccountRecoverySetting',
      'AdminCreateUserConfig',
      'AutoVerifiedAttributes',
      'DeletionProtection',
      'EmailVerificationMessage',
      'EmailVerificationSubject',
      'EnabledMfas',
      'LambdaConfig',
      'MfaConfiguration',
      'Policies',
      'Schema',
      'SmsVerificationMessage',
      'UserPoolTier',
      'UsernameAttributes',
      'VerificationMessageTemplate',
    ],
    identity: (name) => {
      const ref = `${REGION}_${name.replace(/[^A-Za-z0-9]/g, '').slice(-9)}`;
      return { ref, attributes: { Arn: arn('cognito-idp', `userpool/${ref}`) } };
    },
  },
  'AWS::Cognito::UserPoolClient': {
    properties: [
      'AccessTokenValidity',
      'AllowedOAuthFlowsUserPoolClient',
      'ExplicitAuthFlows',
      'SupportedIdentityProviders',
      'TokenValidityUnits',
      'UserPoolId',
      'WriteAttributes',
    ],
    identity: (name) => ({ ref: name.toLowerCase() }),
  },
  'AWS::Cognito::UserPoolGroup': { properties: ['GroupName', 'UserPoolId'], identity: (name) => ({ ref: name }) },
  'AWS::SQS::Queue': {
    properties: ['MessageRetentionPeriod', 'RedrivePolicy', 'SqsManagedSseEnabled', 'VisibilityTimeout'],
    identity: (name) => ({
      ref: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`,
      attributes: { Arn: arn('sqs', name), QueueName: name },
    }),
  },
  'AWS::Events::Rule': {
    properties: ['EventPattern', 'State', 'Targets'],
    identity: (name) => ({ ref: name, attributes: { Arn: arn('events', `rule/${name}`) } }),
  },
  'AWS::Scheduler::ScheduleGroup': {
    properties: ['Name'],
    identity: (_, { Name }) => ({ ref: String(Name), attributes: { Arn: arn('scheduler', `schedule-group/${String(Name)}`) } }),
  },
  'AWS::Scheduler::Schedule': {
    properties: ['FlexibleTimeWindow', 'ScheduleExpression', 'ScheduleExpressionTimezone', 'State', 'Target'],
    identity: (name) => ({ ref: name }),
  },
  'AWS::StepFunctions::StateMachine': {
    properties: ['DefinitionString', 'LoggingConfiguration', 'RoleArn', 'StateMachineName', 'StateMachineType', 'TracingConfiguration'],
    identity: (_, { StateMachineName }) => {
      const machine = arn('states', `stateMachine:${String(StateMachineName)}`);
      return { ref: machine, attributes: { Arn: machine, Name: String(StateMachineName), StateMachineRevisionId: 'local' } };
    },
  },
  'AWS::StepFunctions::StateMachineVersion': {
    properties: ['StateMachineArn', 'StateMachineRevisionId'],
    identity: (_, { StateMachineArn }) => {
      const version = `${String(StateMachineArn)}:current-version`;
      return { ref: version, attributes: { Arn: version } };
    },
  },
  'AWS::StepFunctions::StateMachineAlias': {
    properties: ['Name', 'RoutingConfiguration'],
    identity: (_, { Name, RoutingConfiguration }) => {
      const [route] = RoutingConfiguration as { StateMachineVersionArn: string }[];
      const alias = `${route?.StateMachineVersionArn.replace(/:current-version$/, '')}:${String(Name)}`;
      return { ref: alias, attributes: { Arn: alias } };
    },
  },
};

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** A resource with every intrinsic function resolved. */
export interface Resolved {
  readonly id: string;
  readonly ref: string;
  readonly arn: string;
  readonly properties: Properties;
}

const isObject = (value: Json): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The synthesized templates, read as CloudFormation would. Whatever it does not know (a resource type, a property, an
 * intrinsic function) stops with its name: what runs here is what would run on AWS, or nothing.
 */
export class Assembly {
  readonly directory: string;
  readonly #resources = new Map<string, Resource>();
  readonly #exports = new Map<string, { stack: string; value: Json }>();
  readonly #identities = new Map<string, Identity>();

  constructor(directory: string) {
    this.directory = directory;
    const templates = readdirSync(directory).filter((file) => file.endsWith('.template.json'));
    for (const file of templates) {
      const stack = file.replace(/\.template\.json$/, '');
      const template = JSON.parse(readFileSync(join(directory, file), 'utf8')) as {
        Resources: Record<string, { Type: string; Properties?: Properties; Condition?: string }>;
        Outputs?: Record<string, { Value: Json; Export?: { Name: string } }>;
      };
      for (const [id, { Type, Properties = {}, Condition }] of Object.entries(template.Resources)) {
        const rule = TYPES[Type];
        if (rule === undefined) throw new Error(`${stack}: resource type not implemented: ${Type} (${id})`);
        if (Condition !== undefined) throw new Error(`${stack}: conditions are not implemented (${id})`);
        const unknown = rule.properties === undefined ? [] : Object.keys(Properties).filter((name) => !rule.properties?.includes(name));
        if (unknown.length > 0) throw new Error(`${stack}: property not implemented: ${Type}.${unknown.join(', ')} (${id})`);
        this.#resources.set(`${stack}/${id}`, { stack, id, type: Type, raw: Properties });
      }
      for (const { Value, Export } of Object.values(template.Outputs ?? {})) {
        if (Export !== undefined) this.#exports.set(Export.Name, { stack, value: Value });
      }
    }
  }

  /** All resources of a type. */
  all(type: string): Resolved[] {
    return [...this.#resources.values()]
      .filter((resource) => resource.type === type)
      .map((resource) => {
        const identity = this.#identity(resource.stack, resource.id);
        return {
          id: resource.id,
          ref: identity.ref,
          arn: identity.attributes?.Arn ?? identity.ref,
          properties: this.#resolve(resource.stack, resource.raw) as Properties,
        };
      });
  }

  /** The only resource of a type. */
  one(type: string): Resolved {
    const [only, ...more] = this.all(type);
    if (only === undefined || more.length > 0) throw new Error(`expected one ${type}, found ${more.length + (only === undefined ? 0 : 1)}`);
    return only;
  }

  /** The folder of a function's code. */
  asset(code: unknown): string {
    const folder = join(this.directory, `asset.${String((code as { S3Key?: string }).S3Key).replace(/\.zip$/, '')}`);
    if (!existsSync(folder)) throw new Error(`no asset ${folder}`);
    return folder;
  }

  #identity(stack: string, id: string): Identity {
    const key = `${stack}/${id}`;
    const known = this.#identities.get(key);
    if (known !== undefined) return known;
    const resource = this.#resources.get(key);
    if (resource === undefined) throw new Error(`${stack}: no resource ${id}`);
    const identity = (TYPES[resource.type] as TypeRule).identity(
      `${stack}-${id}`,
      new LazyProperties(resource.raw, (value) => this.#resolve(stack, value)).proxy,
    );
    this.#identities.set(key, identity);
    return identity;
  }

  #resolve(stack: string, value: Json): Json {
    if (Array.isArray(value)) return value.map((entry) => this.#resolve(stack, entry));
    if (!isObject(value)) return value;
    const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
    if (others.length > 0 || !(name === 'Ref' || name.startsWith('Fn::'))) {
      return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, this.#resolve(stack, entry)]));
    }
    switch (name) {
      case 'Ref':
        return PSEUDO[String(argument)] ?? this.#identity(stack, String(argument)).ref;
      case 'Fn::GetAtt': {
        const [id, attribute] = (Array.isArray(argument) ? argument : String(argument).split('.')) as [string, string];
        const found = this.#identity(stack, id).attributes?.[attribute];
        if (found === undefined)
          throw new Error(`${stack}: attribute not implemented: ${this.#resources.get(`${stack}/${id}`)?.type}.${attribute}`);
        return found;
      }
      case 'Fn::Join': {
        const [separator, parts] = argument as [string, Json[]];
        return (this.#resolve(stack, parts) as string[]).join(separator);
      }
      case 'Fn::Sub':
        return String(argument).replace(/\$\{([^}]+)\}/g, (_, reference: string) => String(this.#resolve(stack, { Ref: reference })));
      case 'Fn::ImportValue': {
        const exported = this.#exports.get(String(argument));
        if (exported === undefined) throw new Error(`${stack}: no export ${String(argument)}`);
        return this.#resolve(exported.stack, exported.value);
      }
      default:
        throw new Error(`${stack}: intrinsic function not implemented: ${name}`);
    }
  }
}

/** Resolves a property only when it is read: a name must not need what is named after it. */
class LazyProperties {
  readonly proxy: Properties;

  constructor(raw: Properties, resolve: (value: Json) => Json) {
    this.proxy = new Proxy(raw, { get: (target, name) => resolve(target[String(name)]) });
  }
}
