import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { envSchema as computeEstimates } from '../../functions/survey/compute-estimates/env.ts';
import { envSchema as decideFlag } from '../../functions/survey/decide-flag/env.ts';
import { envSchema as declareButtons } from '../../functions/survey/declare-buttons/env.ts';
import { envSchema as declareMapping } from '../../functions/survey/declare-mapping/env.ts';
import { envSchema as declareSample } from '../../functions/survey/declare-sample/env.ts';
import { envSchema as giveFieldworkStatement } from '../../functions/survey/give-fieldwork-statement/env.ts';
import { envSchema as recordFieldwork } from '../../functions/survey/record-fieldwork/env.ts';
import { envSchema as recordPresses } from '../../functions/survey/record-presses/env.ts';
import { envSchema as recordResponses } from '../../functions/survey/record-responses/env.ts';
import { envSchema as showPresses } from '../../functions/survey/show-presses/env.ts';
import { envSchema as showRowReport } from '../../functions/survey/show-row-report/env.ts';
import { envSchema as showSurvey } from '../../functions/survey/show-survey/env.ts';
import { EVENT_SOURCE, UPLOAD_RECEIVED } from '../../shared/contracts/events.ts';
import { WorkQueue } from '../constructs/work-queue.ts';
import { Chapter, type ChapterProps } from './chapter.ts';

/** A million answers take some twenty seconds; a file comes from S3 in pieces, so that memory does not grow with it. */
const READER = { timeout: Duration.minutes(5), memoryMb: 2048 };

/** Interviews and button presses become response pages, tallies and estimates. */
export class Survey extends Chapter {
  constructor(scope: Construct, props: ChapterProps) {
    super(scope, 'survey', props);
    const { records, survey, incoming } = props.data;
    const [RECORDS_TABLE, SURVEY_TABLE] = [records.tableName, survey.tableName];
    const environment = { RECORDS_TABLE, SURVEY_TABLE, INCOMING_BUCKET: incoming.bucketName };

    // Files of answers and of presses, read from a stream; nothing else may read them.
    const readers = [
      ['survey', 'survey/answers', this.worker('record-responses', recordResponses, environment, READER)],
      ['presses', 'survey/presses', this.worker('record-presses', recordPresses, environment, READER)],
    ] as const;
    for (const [kind, name, worker] of readers) {
      records.grantReadWriteData(worker);
      survey.grantReadWriteData(worker);
      incoming.grantRead(worker, `answers/*/${kind}/*`);
      const eventPattern = { source: [EVENT_SOURCE], detailType: [UPLOAD_RECEIVED], detail: { kind: [kind] } };
      new WorkQueue(this, `${kind}-files`, { name, worker, workerTimeout: READER.timeout, eventPattern });
    }

    // How files are read, who was to be asked, and what became of the forms.
    this.#write(this.answer('declareMapping', declareMapping, { RECORDS_TABLE }));
    this.#write(this.answer('declareSample', declareSample, { RECORDS_TABLE }));
    this.#write(this.answer('recordFieldwork', recordFieldwork, { RECORDS_TABLE }));
    this.#write(this.answer('giveFieldworkStatement', giveFieldworkStatement, { RECORDS_TABLE }));
    this.#write(this.answer('declareButtons', declareButtons, { RECORDS_TABLE }));

    // Estimates with flags, and what a person decides about them.
    const estimate = this.answer('computeEstimates', computeEstimates, { RECORDS_TABLE, SURVEY_TABLE }, READER.memoryMb);
    this.#write(estimate);
    survey.grantReadWriteData(estimate);
    const decide = this.answer('decideFlag', decideFlag, { RECORDS_TABLE, SURVEY_TABLE });
    this.#write(decide);
    survey.grantReadData(decide);

    const views = [
      this.answer('showSurvey', showSurvey, { RECORDS_TABLE, SURVEY_TABLE }),
      this.answer('showPresses', showPresses, { RECORDS_TABLE, SURVEY_TABLE }),
    ];
    for (const view of views) {
      records.grantReadData(view);
      survey.grantReadData(view);
    }
    survey.grantReadData(this.answer('showRowReport', showRowReport, { SURVEY_TABLE }));
  }

  #write(lambda: LambdaFunction): void {
    this.props.data.records.grantReadWriteData(lambda);
  }
}
