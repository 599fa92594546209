import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { envSchema as answerComplaint } from '../../functions/publication/answer-complaint/env.ts';
import { envSchema as approveRelease } from '../../functions/publication/approve-release/env.ts';
import { envSchema as assignComplaint } from '../../functions/publication/assign-complaint/env.ts';
import { envSchema as fileComplaint } from '../../functions/publication/file-complaint/env.ts';
import { envSchema as openPreview } from '../../functions/publication/open-preview/env.ts';
import { envSchema as prepareRelease } from '../../functions/publication/prepare-release/env.ts';
import { envSchema as renderRelease } from '../../functions/publication/render-release/env.ts';
import { envSchema as requestRelease } from '../../functions/publication/request-release/env.ts';
import { envSchema as rollBackRelease } from '../../functions/publication/roll-back-release/env.ts';
import { envSchema as seePreview } from '../../functions/publication/see-preview/env.ts';
import { envSchema as setRemedies } from '../../functions/publication/set-remedies/env.ts';
import { envSchema as showComplaints } from '../../functions/publication/show-complaints/env.ts';
import { envSchema as showRelease } from '../../functions/publication/show-release/env.ts';
import { RELEASE_SOURCE, RELEASE_WANTED } from '../../shared/contracts/publication.ts';
import { WorkQueue } from '../constructs/work-queue.ts';
import { Chapter, type ChapterProps } from './chapter.ts';
import { workflowName } from './round-workflow.ts';

const RENDER_TIMEOUT = Duration.minutes(5);

/** The ministry releases: files first, where nobody can read them, then one switch by a second person. */
export class Publication extends Chapter {
  constructor(scope: Construct, props: ChapterProps) {
    super(scope, 'publication', props);
    const { records, survey, evidence, site, signingKey, live } = props.data;
    const bus = EventBus.fromEventBusName(this, 'Bus', 'default');
    const RECORDS_TABLE = records.tableName;
    const LIVE_STORE_ARN = live.keyValueStoreArn;

    const prepare = this.answer('prepareRelease', prepareRelease, { RECORDS_TABLE, EVENT_BUS: bus.eventBusName });
    records.grantReadWriteData(prepare);
    bus.grantPutEventsTo(prepare);

    // The typesetter is native code for x64; it and three copies of the largest release stay below this.
    const render = this.worker(
      'render-release',
      renderRelease,
      {
        RECORDS_TABLE,
        SURVEY_TABLE: survey.tableName,
        EVIDENCE_BUCKET: evidence.bucketName,
        SITE_BUCKET: site.bucketName,
        SIGNING_KEY: signingKey.keyArn,
      },
      { timeout: RENDER_TIMEOUT, memoryMb: 3008, architecture: Architecture.X86_64 },
    );
    records.grantReadWriteData(render);
    survey.grantReadData(render);
    evidence.grantRead(render, 'computed/*');
    evidence.grantRead(render, 'frozen/*');
    site.grantPut(render, 'releases/*');
    site.grantRead(render, 'releases/*');
    signingKey.grant(render, 'kms:Sign');
    new WorkQueue(this, 'renderings', {
      name: 'publication/renderings',
      worker: render,
      workerTimeout: RENDER_TIMEOUT,
      eventPattern: { source: [RELEASE_SOURCE], detailType: [RELEASE_WANTED] },
    });

    records.grantReadData(this.answer('showRelease', showRelease, { RECORDS_TABLE }));

    records.grantReadWriteData(this.answer('openPreview', openPreview, { RECORDS_TABLE }));
    const see = this.answer('seePreview', seePreview, { RECORDS_TABLE, SITE_BUCKET: site.bucketName });
    records.grantReadWriteData(see);
    site.grantRead(see, 'releases/*');

    const request = this.answer('requestRelease', requestRelease, {
      RECORDS_TABLE,
      SITE_BUCKET: site.bucketName,
      SIGNING_KEY: signingKey.keyArn,
    });
    records.grantReadWriteData(request);
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
    this.#hearComplaints();
  }

  /** After a release: complaints, their answers, and plans for what was lost. */
  #hearComplaints(): void {
    const { records, evidence } = this.props.data;
    const RECORDS_TABLE = records.tableName;
    const EVIDENCE_BUCKET = evidence.bucketName;
    records.grantReadWriteData(this.answer('fileComplaint', fileComplaint, { RECORDS_TABLE }));
    records.grantReadWriteData(this.answer('assignComplaint', assignComplaint, { RECORDS_TABLE }));
    records.grantReadData(this.answer('showComplaints', showComplaints, { RECORDS_TABLE }));
    for (const [name, env] of [
      ['answerComplaint', answerComplaint],
      ['setRemedies', setRemedies],
    ] as const) {
      const lambda = this.answer(name, env, { RECORDS_TABLE, EVIDENCE_BUCKET });
      records.grantReadWriteData(lambda);
      evidence.grantRead(lambda, 'frozen/*');
    }
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
