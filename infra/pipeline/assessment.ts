import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { envSchema as makeWorkbook } from '../../functions/assessment/make-workbook/env.ts';
import { envSchema as recordCentralScores } from '../../functions/assessment/record-central-scores/env.ts';
import { envSchema as recordReading } from '../../functions/assessment/record-reading/env.ts';
import { envSchema as recordSelfAssessment } from '../../functions/assessment/record-self-assessment/env.ts';
import { EVENT_SOURCE, UPLOAD_RECEIVED } from '../../shared/contracts/events.ts';
import type { UploadKind } from '../../shared/domain/round.ts';
import { WorkQueue } from '../constructs/work-queue.ts';
import { Chapter, type ChapterProps, WORKER_TIMEOUT } from './chapter.ts';

/** The file becomes records: self-scored items, the ministry's own points, readings. */
export class Assessment extends Chapter {
  constructor(scope: Construct, props: ChapterProps) {
    super(scope, 'assessment', props);
    const { records, incoming } = props.data;
    const RECORDS_TABLE = records.tableName;
    const INCOMING_BUCKET = incoming.bucketName;

    const form = this.answer('makeWorkbook', makeWorkbook, { RECORDS_TABLE });
    records.grantReadData(form);

    const selfAssessment = this.worker('record-self-assessment', recordSelfAssessment, { RECORDS_TABLE, INCOMING_BUCKET });
    records.grantReadWriteData(selfAssessment);
    incoming.grantRead(selfAssessment, 'incoming/*/self-assessment/*');
    this.#read('self-assessment', 'assessment/self-assessments', selfAssessment);

    const centralScores = this.worker('record-central-scores', recordCentralScores, { RECORDS_TABLE, INCOMING_BUCKET });
    records.grantReadWriteData(centralScores);
    incoming.grantRead(centralScores, 'incoming/*/central-scores/*');
    this.#read('central-scores', 'assessment/central-scores', centralScores);

    const reading = this.answer('recordReading', recordReading, { RECORDS_TABLE });
    records.grantReadWriteData(reading);
  }

  /** Files of one kind, as soon as they have their receipt, to the function that reads them. */
  #read(kind: UploadKind, name: string, worker: LambdaFunction): void {
    new WorkQueue(this, `${kind}-files`, {
      name,
      worker,
      workerTimeout: WORKER_TIMEOUT,
      eventPattern: { source: [EVENT_SOURCE], detailType: [UPLOAD_RECEIVED], detail: { kind: [kind] } },
    });
  }
}
