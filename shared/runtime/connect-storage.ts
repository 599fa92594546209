import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { FileStore } from '../storage/file-store.ts';
import { RecordsTable } from '../storage/records-table.ts';

export function connectRecords(tableName: string): RecordsTable {
  return new RecordsTable(
    DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } }),
    tableName,
  );
}

export function connectFiles(bucket: string): FileStore {
  return new FileStore(new S3Client({}), bucket);
}
