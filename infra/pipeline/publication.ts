import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { envSchema as approveRelease } from '../../functions/publication/approve-release/env.ts';
import { envSchema as requestRelease } from '../../functions/publication/request-release/env.ts';
import { envSchema as rollBackRelease } from '../../functions/publication/roll-back-release/env.ts';
import { Chapter, type ChapterProps } from './chapter.ts';
import { workflowName } from './round-workflow.ts';

/** The ministry releases: files first, where nobody can read them, then one switch by a second person. */
export class Publication extends Chapter {
  constructor(scope: Construct, props: ChapterProps) {
    super(scope, 'publication', props);
    const { records, evidence, site, signingKey, live } = props.data;
    const RECORDS_TABLE = records.tableName;
    const LIVE_STORE_ARN = live.keyValueStoreArn;

    const request = this.answer('requestRelease', requestRelease, {
      RECORDS_TABLE,
      EVIDENCE_BUCKET: evidence.bucketName,
      SITE_BUCKET: site.bucketName,
      SIGNING_KEY: signingKey.keyArn,
    });
    records.grantReadWriteData(request);
    evidence.grantRead(request, 'computed/*');
    evidence.grantRead(request, 'frozen/*');
    site.grantPut(request, 'releases/*');
    site.grantRead(request, 'releases/*');
    signingKey.grant(request, 'kms:Sign');

    const approve = this.answer('approveRelease', approveRelease, { RECORDS_TABLE, LIVE_STORE_ARN });
    records.grantReadWriteData(approve);
    this.#letSwitch(approve, LIVE_STORE_ARN);
    approve.addToRolePolicy(new PolicyStatement({ actions: ['states:SendTaskSuccess'], resources: [this.#machineArn()] }));

    const rollBack = this.answer('rollBackRelease', rollBackRelease, { RECORDS_TABLE, LIVE_STORE_ARN });
    records.grantReadWriteData(rollBack);
    this.#letSwitch(rollBack, LIVE_STORE_ARN);
  }

  #letSwitch(lambda: LambdaFunction, storeArn: string): void {
    const actions = ['DescribeKeyValueStore', 'GetKey', 'PutKey'].map((action) => `cloudfront-keyvaluestore:${action}`);
    lambda.addToRolePolicy(new PolicyStatement({ actions, resources: [storeArn] }));
  }

  #machineArn(): string {
    return Stack.of(this).formatArn({
      service: 'states',
      resource: 'stateMachine',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: workflowName(this.props.settings),
    });
  }
}
