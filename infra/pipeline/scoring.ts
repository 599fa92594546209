import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { envSchema as approveCorrection } from '../../functions/scoring/approve-correction/env.ts';
import { envSchema as computeIndex } from '../../functions/scoring/compute-index/env.ts';
import { envSchema as recordCorrection } from '../../functions/scoring/record-correction/env.ts';
import { envSchema as showLedger } from '../../functions/scoring/show-ledger/env.ts';
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

    const RECORDS_TABLE = records.tableName;
    const EVIDENCE_BUCKET = evidence.bucketName;
    const propose = this.answer('recordCorrection', recordCorrection, { RECORDS_TABLE, EVIDENCE_BUCKET });
    records.grantReadWriteData(propose);
    evidence.grantRead(propose, 'frozen/*');

    const approve = this.answer('approveCorrection', approveCorrection, { RECORDS_TABLE, EVIDENCE_BUCKET });
    records.grantReadWriteData(approve);
    evidence.grantRead(approve, 'frozen/*');
    evidence.grantRead(approve, 'computed/*');
    evidence.grantPut(approve, 'computed/*');

    const show = this.answer('showLedger', showLedger, { RECORDS_TABLE });
    records.grantReadData(show);
  }
}
