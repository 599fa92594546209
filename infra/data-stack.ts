import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AccessLevel,
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  KeyValueStore,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { CfnMalwareProtectionPlan } from 'aws-cdk-lib/aws-guardduty';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  type IBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { EnvironmentSettings } from './environments.ts';

export interface DataStackProps extends StackProps {
  readonly settings: EnvironmentSettings;
}

/**
 * What must survive: records, files, keys, and the addresses that people know (site and API). The API's routes and
 * functions belong to the pipeline stack; here is only its name, which the distribution needs.
 */
export class DataStack extends Stack {
  readonly records: TableV2;
  readonly survey: TableV2;
  readonly incoming: Bucket;
  readonly evidence: Bucket;
  readonly site: Bucket;
  readonly signingKey: Key;
  readonly live: KeyValueStore;
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    const { settings } = props;
    const removalPolicy = settings.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

    const table = (name: string, timeToLiveAttribute?: string): TableV2 =>
      new TableV2(this, name, {
        partitionKey: { name: 'pk', type: AttributeType.STRING },
        sortKey: { name: 'sk', type: AttributeType.STRING },
        billing: Billing.onDemand(),
        encryption: TableEncryptionV2.awsManagedKey(),
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
        deletionProtection: settings.retain,
        removalPolicy,
        ...(timeToLiveAttribute === undefined ? {} : { timeToLiveAttribute }),
      });
    this.records = table('Records', 'expiresAt');
    this.survey = table('Survey');

    const bucket = (name: string, more: BucketProps = {}): Bucket =>
      new Bucket(this, name, {
        versioned: true,
        encryption: BucketEncryption.S3_MANAGED,
        enforceSSL: true,
        minimumTLSVersion: 1.2,
        blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
        objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
        removalPolicy,
        ...more,
      });
    this.incoming = bucket('Incoming', {
      // Answers as they came may hold what the reader drops at the door: nobody needs them once the round is over.
      lifecycleRules: [
        {
          prefix: 'answers/',
          expiration: Duration.days(settings.answersKeptDays),
          noncurrentVersionExpiration: Duration.days(1),
        },
      ],
    });
    // The property, not eventBridgeEnabled: that hides a custom resource with a Python function behind it.
    (this.incoming.node.defaultChild as CfnBucket).notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    this.evidence = bucket('Evidence', {
      objectLockEnabled: true,
      objectLockDefaultRetention: ObjectLockRetention.governance(Duration.days(settings.evidenceLockDays)),
    });
    this.#scan(this.incoming);
    this.site = bucket('Site');

    this.signingKey = new Key(this, 'SigningKey', {
      description: 'Signs receipts and release manifests (ECDSA, P-256, SHA-256)',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy,
    });

    this.api = new HttpApi(this, 'Api', { apiName: `par-${settings.name}`, description: 'PAR INDEX pipeline' });
    this.live = new KeyValueStore(this, 'Live', { comment: 'Which releases are public' });
    this.#distribute(settings);
  }

  /** GuardDuty looks at every file that arrives; what it says comes as an event of its own. */
  #scan(bucket: Bucket): void {
    const role = new Role(this, 'ScannerRole', { assumedBy: new ServicePrincipal('malware-protection-plan.guardduty.amazonaws.com') });
    const managedRule = this.formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: 'DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*',
    });
    // The permissions that the service asks for: docs.aws.amazon.com/guardduty, "Create or update IAM role policy".
    const allow = (actions: string[], resources: string[], conditions?: Record<string, object>): void =>
      void role.addToPolicy(new PolicyStatement({ actions, resources, ...(conditions === undefined ? {} : { conditions }) }));
    const managedBy = { StringLike: { 'events:ManagedBy': 'malware-protection-plan.guardduty.amazonaws.com' } };
    allow(['events:PutRule', 'events:DeleteRule', 'events:PutTargets', 'events:RemoveTargets'], [managedRule], managedBy);
    allow(['events:DescribeRule', 'events:ListTargetsByRule'], [managedRule]);
    allow(
      ['s3:PutObjectTagging', 's3:GetObjectTagging', 's3:PutObjectVersionTagging', 's3:GetObjectVersionTagging'],
      [bucket.arnForObjects('*')],
    );
    allow(['s3:PutBucketNotification', 's3:GetBucketNotification', 's3:ListBucket'], [bucket.bucketArn]);
    allow(['s3:PutObject'], [bucket.arnForObjects('malware-protection-resource-validation-object')]);
    allow(['s3:GetObject', 's3:GetObjectVersion'], [bucket.arnForObjects('*')]);
    const plan = new CfnMalwareProtectionPlan(this, 'Scanner', {
      role: role.roleArn,
      protectedResource: { s3Bucket: { bucketName: bucket.bucketName } },
      actions: { tagging: { status: 'ENABLED' } },
    });
    plan.node.addDependency(role);
  }

  #distribute(settings: EnvironmentSettings): void {
    const router = new EdgeFunction(this, 'SiteRouter', {
      code: FunctionCode.fromInline(readFileSync(join(import.meta.dirname, 'site-router.js'), 'utf8')),
      runtime: FunctionRuntime.JS_2_0,
      keyValueStore: this.live,
    });
    const securityHeaders = new ResponseHeadersPolicy(this, 'SecurityHeaders', {
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy:
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
      },
    });
    const distribution = new Distribution(this, 'Distribution', {
      comment: `PAR INDEX ${settings.name}`,
      defaultBehavior: {
        // LIST makes S3 answer 404, not 403, for a file that is not there; nobody can list through the router.
        origin: S3BucketOrigin.withOriginAccessControl(this.site as IBucket, { originAccessLevels: [AccessLevel.READ, AccessLevel.LIST] }),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: new CachePolicy(this, 'SiteCache', {
          defaultTtl: Duration.minutes(1),
          maxTtl: Duration.minutes(5),
          minTtl: Duration.seconds(0),
        }),
        functionAssociations: [{ function: router, eventType: FunctionEventType.VIEWER_REQUEST }],
        responseHeadersPolicy: securityHeaders,
      },
      additionalBehaviors: {
        '/api/*': {
          origin: new HttpOrigin(`${this.api.apiId}.execute-api.${this.region}.${this.urlSuffix}`),
          viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
          allowedMethods: AllowedMethods.ALLOW_ALL,
          cachePolicy: CachePolicy.CACHING_DISABLED,
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        },
      },
    });
    new CfnOutput(this, 'SiteAddress', { value: `https://${distribution.distributionDomainName}/` });
  }
}
