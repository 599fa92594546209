import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { envSchema as adjudicateReadings } from '../../functions/assessment/adjudicate-readings/env.ts';
import { envSchema as adjustUnit } from '../../functions/assessment/adjust-unit/env.ts';
import { envSchema as annotateWorkbook } from '../../functions/assessment/annotate-workbook/env.ts';
import { envSchema as assignReaders } from '../../functions/assessment/assign-readers/env.ts';
import { envSchema as decideExplanation } from '../../functions/assessment/decide-explanation/env.ts';
import { envSchema as decideSetAside } from '../../functions/assessment/decide-set-aside/env.ts';
import { envSchema as declarePaper } from '../../functions/assessment/declare-paper/env.ts';
import { envSchema as giveExplanation } from '../../functions/assessment/give-explanation/env.ts';
import { envSchema as giveStatement } from '../../functions/assessment/give-statement/env.ts';
import { envSchema as linkEvidence } from '../../functions/assessment/link-evidence/env.ts';
import { envSchema as listEvidence } from '../../functions/assessment/list-evidence/env.ts';
import { envSchema as makeReadingSheet } from '../../functions/assessment/make-reading-sheet/env.ts';
import { envSchema as makeReport } from '../../functions/assessment/make-report/env.ts';
import { envSchema as makeWorkbook } from '../../functions/assessment/make-workbook/env.ts';
import { envSchema as recordCentralScores } from '../../functions/assessment/record-central-scores/env.ts';
import { envSchema as recordDocuments } from '../../functions/assessment/record-documents/env.ts';
import { envSchema as recordReading } from '../../functions/assessment/record-reading/env.ts';
import { envSchema as recordReadingSheet } from '../../functions/assessment/record-reading-sheet/env.ts';
import { envSchema as recordReadings } from '../../functions/assessment/record-readings/env.ts';
import { envSchema as recordReferenceFacts } from '../../functions/assessment/record-reference-facts/env.ts';
import { envSchema as recordScans } from '../../functions/assessment/record-scans/env.ts';
import { envSchema as recordSelfAssessment } from '../../functions/assessment/record-self-assessment/env.ts';
import { envSchema as removeEvidence } from '../../functions/assessment/remove-evidence/env.ts';
import { envSchema as seePaper } from '../../functions/assessment/see-paper/env.ts';
import { envSchema as showAccuracy } from '../../functions/assessment/show-accuracy/env.ts';
import { envSchema as showAgreement } from '../../functions/assessment/show-agreement/env.ts';
import { envSchema as showAssignments } from '../../functions/assessment/show-assignments/env.ts';
import { envSchema as showAudit } from '../../functions/assessment/show-audit/env.ts';
import { envSchema as showCells } from '../../functions/assessment/show-cells/env.ts';
import { envSchema as showSubmission } from '../../functions/assessment/show-submission/env.ts';
import { envSchema as sweepScans } from '../../functions/assessment/sweep-scans/env.ts';
import { EVENT_SOURCE, UPLOAD_RECEIVED } from '../../shared/contracts/events.ts';
import { DOCUMENT_KINDS, type UploadKind } from '../../shared/domain/round.ts';
import { WorkQueue } from '../constructs/work-queue.ts';
import { Chapter, type ChapterProps, WORKER_TIMEOUT } from './chapter.ts';

const SWEEP_EVERY = Duration.minutes(15);

/** The file becomes records: claims, evidence, the ministry's own points, readings, explanations. */
export class Assessment extends Chapter {
  constructor(scope: Construct, props: ChapterProps) {
    super(scope, 'assessment', props);
    this.#readForms();
    this.#keepDocuments();
    this.#answerUnits();
    this.#answerAppraisers();
    this.#answerTheMinistry();
  }

  /** Filled forms and tables, each kind to the function that reads it. */
  #readForms(): void {
    const { records, incoming } = this.props.data;
    const environment = { RECORDS_TABLE: records.tableName, INCOMING_BUCKET: incoming.bucketName };
    const readers = [
      ['self-assessment', 'assessment/self-assessments', this.worker('record-self-assessment', recordSelfAssessment, environment)],
      ['central-scores', 'assessment/central-scores', this.worker('record-central-scores', recordCentralScores, environment)],
      ['reference-facts', 'assessment/reference-facts', this.worker('record-reference-facts', recordReferenceFacts, environment)],
      ['readings', 'assessment/reading-sheets', this.worker('record-reading-sheet', recordReadingSheet, environment)],
    ] as const;
    for (const [kind, name, worker] of readers) {
      records.grantReadWriteData(worker);
      incoming.grantRead(worker, `incoming/*/${kind}/*`);
      this.#queue(`${kind}-files`, name, worker, this.#received(kind));
    }
  }

  /** Documents: their receipt and their scan come in either order; who sees both copies them to where nothing changes them. */
  #keepDocuments(): void {
    const { records, incoming, evidence } = this.props.data;
    const environment = { RECORDS_TABLE: records.tableName, INCOMING_BUCKET: incoming.bucketName, EVIDENCE_BUCKET: evidence.bucketName };
    const documents = this.worker('record-documents', recordDocuments, environment);
    const scans = this.worker('record-scans', recordScans, environment);
    const decide = this.answer('decideSetAside', decideSetAside, environment);
    for (const keeper of [documents, scans, decide]) {
      records.grantReadWriteData(keeper);
      for (const kind of DOCUMENT_KINDS) incoming.grantRead(keeper, `incoming/*/${kind}/*`);
      evidence.grantPut(keeper, 'evidence/*');
      evidence.grantRead(keeper, 'evidence/*');
    }
    this.#queue('document-files', 'assessment/documents', documents, this.#received(...DOCUMENT_KINDS));
    this.#queue('document-scans', 'assessment/scans', scans, {
      source: ['aws.guardduty'],
      detailType: ['GuardDuty Malware Protection Object Scan Result'],
      detail: {
        s3ObjectDetails: {
          bucketName: [incoming.bucketName],
          objectKey: DOCUMENT_KINDS.map((kind) => ({ wildcard: `incoming/*/${kind}/*` })),
        },
      },
    });

    const sweep = this.worker('sweep-scans', sweepScans, { RECORDS_TABLE: records.tableName });
    records.grantReadWriteData(sweep);
    const lost = new Queue(this, 'LostSweeps', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    new Alarm(this, 'LostSweepsAlarm', {
      alarmName: 'assessment/lost-sweeps',
      alarmDescription: 'A sweep of overdue scans could not run. See docs/operations.md, "assessment/lost-sweeps".',
      metric: lost.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // No data means no message: an idle queue reports nothing.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    new Schedule(this, 'ScanSweep', {
      schedule: ScheduleExpression.rate(SWEEP_EVERY),
      // The next sweep is the better retry.
      target: new LambdaInvoke(sweep, {
        input: ScheduleTargetInput.fromObject({}),
        retryAttempts: 0,
        maxEventAge: SWEEP_EVERY,
        deadLetterQueue: lost,
      }),
    });

    const remove = this.answer('removeEvidence', removeEvidence, environment);
    records.grantReadWriteData(remove);
    for (const kind of DOCUMENT_KINDS) incoming.grantDelete(remove, `incoming/*/${kind}/*`);
    evidence.grantDelete(remove, 'evidence/*');
    remove.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:BypassGovernanceRetention'], resources: [evidence.arnForObjects('evidence/*')] }),
    );
  }

  #answerUnits(): void {
    const { records, incoming } = this.props.data;
    const RECORDS_TABLE = records.tableName;
    records.grantReadData(this.answer('makeWorkbook', makeWorkbook, { RECORDS_TABLE }));
    const annotate = this.answer('annotateWorkbook', annotateWorkbook, { RECORDS_TABLE, INCOMING_BUCKET: incoming.bucketName });
    records.grantReadData(annotate);
    incoming.grantRead(annotate, 'incoming/*/self-assessment/*');
    records.grantReadData(this.answer('showSubmission', showSubmission, { RECORDS_TABLE }));
    records.grantReadWriteData(this.answer('giveStatement', giveStatement, { RECORDS_TABLE }));
    records.grantReadData(this.answer('makeReport', makeReport, { RECORDS_TABLE }));
    records.grantReadData(this.answer('listEvidence', listEvidence, { RECORDS_TABLE }));
    records.grantReadWriteData(this.answer('linkEvidence', linkEvidence, { RECORDS_TABLE }));
    records.grantReadWriteData(this.answer('declarePaper', declarePaper, { RECORDS_TABLE }));
    records.grantReadData(this.answer('showCells', showCells, { RECORDS_TABLE }));
    records.grantReadWriteData(this.answer('giveExplanation', giveExplanation, { RECORDS_TABLE }));
    records.grantReadData(this.answer('showAccuracy', showAccuracy, { RECORDS_TABLE }));
  }

  #answerAppraisers(): void {
    const { records } = this.props.data;
    const RECORDS_TABLE = records.tableName;
    records.grantReadWriteData(this.answer('seePaper', seePaper, { RECORDS_TABLE }));
    records.grantReadWriteData(this.answer('recordReading', recordReading, { RECORDS_TABLE }));
    records.grantReadWriteData(this.answer('recordReadings', recordReadings, { RECORDS_TABLE }));
    records.grantReadData(this.answer('makeReadingSheet', makeReadingSheet, { RECORDS_TABLE }));
    records.grantReadWriteData(this.answer('adjudicateReadings', adjudicateReadings, { RECORDS_TABLE }));
    records.grantReadWriteData(this.answer('decideExplanation', decideExplanation, { RECORDS_TABLE }));
  }

  #answerTheMinistry(): void {
    const { records } = this.props.data;
    const RECORDS_TABLE = records.tableName;
    records.grantReadWriteData(this.answer('assignReaders', assignReaders, { RECORDS_TABLE }));
    records.grantReadData(this.answer('showAssignments', showAssignments, { RECORDS_TABLE }));
    records.grantReadWriteData(this.answer('adjustUnit', adjustUnit, { RECORDS_TABLE }));
    records.grantReadData(this.answer('showAgreement', showAgreement, { RECORDS_TABLE }));
    records.grantReadData(this.answer('showAudit', showAudit, { RECORDS_TABLE }));
  }

  /** Files of some kinds, as soon as they have their receipt. */
  #received(...kinds: UploadKind[]): EventPattern {
    return { source: [EVENT_SOURCE], detailType: [UPLOAD_RECEIVED], detail: { kind: kinds } };
  }

  #queue(id: string, name: string, worker: LambdaFunction, eventPattern: EventPattern): void {
    new WorkQueue(this, id, { name, worker, workerTimeout: WORKER_TIMEOUT, eventPattern });
  }
}
