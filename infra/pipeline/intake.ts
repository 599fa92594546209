import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { envSchema as issueUploadAddress } from '../../functions/intake/issue-upload-address/env.ts';
import { envSchema as printReceipt } from '../../functions/intake/print-receipt/env.ts';
import { envSchema as recordArrival } from '../../functions/intake/record-arrival/env.ts';
import { envSchema as showReceipt } from '../../functions/intake/show-receipt/env.ts';
import { WorkQueue } from '../constructs/work-queue.ts';
import { Chapter, type ChapterProps, WORKER_TIMEOUT } from './chapter.ts';

/** A unit asks for a signed address, puts a file there, gets a receipt; the chapter of the file's kind is told. */
export class Intake extends Chapter {
  constructor(scope: Construct, props: ChapterProps & { readonly bus: IEventBus }) {
    super(scope, 'intake', props);
    const { records, incoming, signingKey } = props.data;
    const RECORDS_TABLE = records.tableName;
    const INCOMING_BUCKET = incoming.bucketName;

    const issue = this.answer('issueUploadAddress', issueUploadAddress, { RECORDS_TABLE, INCOMING_BUCKET });
    records.grantReadWriteData(issue);
    for (const keys of ['incoming/*', 'answers/*']) incoming.grantPut(issue, keys);

    const show = this.answer('showReceipt', showReceipt, { RECORDS_TABLE });
    records.grantReadData(show);

    const print = this.answer('printReceipt', printReceipt, { RECORDS_TABLE });
    records.grantReadData(print);

    const arrive = this.worker('record-arrival', recordArrival, {
      RECORDS_TABLE,
      INCOMING_BUCKET,
      SIGNING_KEY: signingKey.keyArn,
      EVENT_BUS: props.bus.eventBusName,
    });
    records.grantReadWriteData(arrive);
    for (const keys of ['incoming/*', 'answers/*']) incoming.grantRead(arrive, keys);
    signingKey.grant(arrive, 'kms:Sign');
    props.bus.grantPutEventsTo(arrive);
    new WorkQueue(this, 'arrivals', {
      name: 'intake/arrivals',
      worker: arrive,
      workerTimeout: WORKER_TIMEOUT,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [incoming.bucketName] }, object: { key: [{ prefix: 'incoming/' }, { prefix: 'answers/' }] } },
      },
    });
  }
}
