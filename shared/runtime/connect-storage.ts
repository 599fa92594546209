import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { AdjustmentStore } from '../storage/adjustment-store.ts';
import { AssignmentStore } from '../storage/assignment-store.ts';
import { AuditStore } from '../storage/audit-store.ts';
import { CellStore } from '../storage/cell-store.ts';
import { CentralScoreStore } from '../storage/central-score-store.ts';
import { ComplaintStore } from '../storage/complaint-store.ts';
import { EvidenceStore } from '../storage/evidence-store.ts';
import { FigureStore } from '../storage/figure-store.ts';
import { FileStore } from '../storage/file-store.ts';
import { IdempotencyStore } from '../storage/idempotency-store.ts';
import { LedgerStore } from '../storage/ledger-store.ts';
import { NoticeStore } from '../storage/notice-store.ts';
import { PreviewStore } from '../storage/preview-store.ts';
import { RecordsTable } from '../storage/records-table.ts';
import { ReleaseStore } from '../storage/release-store.ts';
import { ResolutionStore } from '../storage/resolution-store.ts';
import { ResponseStore } from '../storage/response-store.ts';
import { RoundStore } from '../storage/round-store.ts';
import { SettlementStore } from '../storage/settlement-store.ts';
import { SubmissionStore } from '../storage/submission-store.ts';
import { SurveyStore } from '../storage/survey-store.ts';
import { UploadStore } from '../storage/upload-store.ts';

/** All stores over the records table; a use case names those that it takes. */
export function connectRecords(tableName: string) {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } });
  const table = new RecordsTable(client, tableName);
  return {
    rounds: new RoundStore(table),
    uploads: new UploadStore(table),
    surveys: new SurveyStore(table),
    submissions: new SubmissionStore(table),
    centralScores: new CentralScoreStore(table),
    cells: new CellStore(table),
    evidence: new EvidenceStore(table),
    adjustments: new AdjustmentStore(table),
    assignments: new AssignmentStore(table),
    figures: new FigureStore(table),
    audit: new AuditStore(table),
    resolutions: new ResolutionStore(table),
    ledger: new LedgerStore(table),
    notices: new NoticeStore(table),
    settlements: new SettlementStore(table),
    complaints: new ComplaintStore(table),
    previews: new PreviewStore(table),
    releases: new ReleaseStore(table),
    idempotency: new IdempotencyStore(table),
  };
}

/** Answers of surveys and presses, in a table of their own. */
export function connectResponses(tableName: string): ResponseStore {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } });
  return new ResponseStore(new RecordsTable(client, tableName));
}

export function connectFiles(bucket: string): FileStore {
  return new FileStore(new S3Client({}), bucket);
}
