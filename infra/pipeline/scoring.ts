import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { envSchema as computeIndex } from '../../functions/scoring/compute-index/env.ts';
import { Chapter, type ChapterProps } from './chapter.ts';

/** The frozen records become points, indexes, ranks. */
export class Scoring extends Chapter {
  readonly computeIndex: LambdaFunction;

  constructor(scope: Construct, props: ChapterProps) {
    super(scope, 'scoring', props);
    const { records, evidence } = props.data;
    this.computeIndex = this.worker('compute-index', computeIndex, {
      RECORDS_TABLE: records.tableName,
      EVIDENCE_BUCKET: evidence.bucketName,
    });
    records.grantReadWriteData(this.computeIndex);
    evidence.grantRead(this.computeIndex);
    evidence.grantPut(this.computeIndex, 'computed/*');
  }
}
