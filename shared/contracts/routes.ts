import * as z from 'zod';
import { stageNameSchema } from '../domain/calendar.ts';
import { type Bilingual, codeSchema } from '../domain/criteria-set.ts';
import { roundDefinitionSchema, roundIdSchema } from '../domain/round.ts';
import type { Group } from './caller.ts';
import {
  extensionRequestSchema,
  freezeViewSchema,
  readingRequestSchema,
  readingSchema,
  releaseViewSchema,
  roundViewSchema,
} from './rounds.ts';
import { receiptSchema, signedAddressSchema, uploadIdSchema, uploadRequestSchema } from './uploads.ts';

/** One operation of the HTTP API: the function's door, the CDK route and the OpenAPI entry are all made from it. */
export interface Route<P extends z.ZodType = z.ZodType, B extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly chapter: 'intake' | 'assessment' | 'stages' | 'publication';
  /** The folder of the function that answers. */
  readonly function: string;
  /** Any of these groups may call; what they may touch is checked per object in the use case. */
  readonly groups: readonly Group[];
  readonly summary: Bilingual;
  readonly pathSchema: P;
  readonly bodySchema: B;
  readonly status: number;
  /** Undefined where the answer is a file. */
  readonly responseSchema: z.ZodType | undefined;
}

const inRound = z.strictObject({ round: roundIdSchema });
const release = z.strictObject({
  round: roundIdSchema,
  release: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'a release number')
    .transform(Number),
});
const noBody = z.undefined();
const emptyBody = z.strictObject({}).optional();
const EVERYONE: readonly Group[] = ['unit', 'appraiser', 'surveyor', 'coordinator', 'publisher', 'operator'];

function route<P extends z.ZodType, B extends z.ZodType>(definition: Route<P, B>): Route<P, B> {
  return definition;
}

export const routes = {
  openRound: route({
    method: 'POST',
    path: '/api/rounds',
    chapter: 'stages',
    function: 'open-round',
    groups: ['coordinator'],
    summary: { vi: 'Mở kỳ đánh giá', en: 'Open a round and start its workflow' },
    pathSchema: z.strictObject({}),
    bodySchema: roundDefinitionSchema,
    status: 201,
    responseSchema: roundViewSchema,
  }),
  showRound: route({
    method: 'GET',
    path: '/api/rounds/{round}',
    chapter: 'stages',
    function: 'show-round',
    groups: EVERYONE,
    summary: { vi: 'Xem các giai đoạn và thời hạn', en: 'Stages and deadlines of a round' },
    pathSchema: inRound,
    bodySchema: noBody,
    status: 200,
    responseSchema: roundViewSchema,
  }),
  extendDeadline: route({
    method: 'PUT',
    path: '/api/rounds/{round}/stages/{stage}/deadline',
    chapter: 'stages',
    function: 'extend-deadline',
    groups: ['coordinator'],
    summary: { vi: 'Gia hạn', en: 'Extend a deadline, for all or for named units' },
    pathSchema: inRound.extend({ stage: stageNameSchema }),
    bodySchema: extensionRequestSchema,
    status: 200,
    responseSchema: roundViewSchema,
  }),
  freezeRound: route({
    method: 'POST',
    path: '/api/rounds/{round}/freeze',
    chapter: 'stages',
    function: 'freeze-round',
    groups: ['coordinator'],
    summary: { vi: 'Chốt số liệu', en: 'Freeze what enters the computation' },
    pathSchema: inRound,
    bodySchema: emptyBody,
    status: 200,
    responseSchema: freezeViewSchema,
  }),
  issueUploadAddress: route({
    method: 'POST',
    path: '/api/rounds/{round}/uploads',
    chapter: 'intake',
    function: 'issue-upload-address',
    groups: ['unit', 'coordinator'],
    summary: { vi: 'Xin địa chỉ nộp tệp', en: 'Ask for a signed upload address' },
    pathSchema: inRound,
    bodySchema: uploadRequestSchema,
    status: 201,
    responseSchema: signedAddressSchema,
  }),
  showReceipt: route({
    method: 'GET',
    path: '/api/rounds/{round}/uploads/{uploadId}',
    chapter: 'intake',
    function: 'show-receipt',
    groups: ['unit', 'coordinator'],
    summary: { vi: 'Xem biên nhận', en: 'The receipt of an upload' },
    pathSchema: inRound.extend({ uploadId: uploadIdSchema }),
    bodySchema: noBody,
    status: 200,
    responseSchema: receiptSchema,
  }),
  makeWorkbook: route({
    method: 'GET',
    path: '/api/rounds/{round}/units/{unit}/workbook',
    chapter: 'assessment',
    function: 'make-workbook',
    groups: ['unit', 'coordinator'],
    summary: { vi: 'Tải biểu mẫu tự chấm điểm', en: 'The XLSX form of a unit' },
    pathSchema: inRound.extend({ unit: codeSchema }),
    bodySchema: noBody,
    status: 200,
    responseSchema: undefined,
  }),
  recordReading: route({
    method: 'PUT',
    path: '/api/rounds/{round}/units/{unit}/items/{item}/reading',
    chapter: 'assessment',
    function: 'record-reading',
    groups: ['appraiser'],
    summary: { vi: 'Ghi điểm thẩm định', en: 'Record an appraiser’s points and reason' },
    pathSchema: inRound.extend({ unit: codeSchema, item: codeSchema }),
    bodySchema: readingRequestSchema,
    status: 200,
    responseSchema: readingSchema,
  }),
  requestRelease: route({
    method: 'POST',
    path: '/api/rounds/{round}/releases',
    chapter: 'publication',
    function: 'request-release',
    groups: ['publisher'],
    summary: { vi: 'Đề nghị công bố', en: 'Prepare a release and ask for its publication' },
    pathSchema: inRound,
    bodySchema: emptyBody,
    status: 201,
    responseSchema: releaseViewSchema,
  }),
  approveRelease: route({
    method: 'POST',
    path: '/api/rounds/{round}/releases/{release}/approval',
    chapter: 'publication',
    function: 'approve-release',
    groups: ['publisher'],
    summary: { vi: 'Phê duyệt công bố', en: 'Approve a release, by another publisher' },
    pathSchema: release,
    bodySchema: emptyBody,
    status: 200,
    responseSchema: releaseViewSchema,
  }),
  rollBackRelease: route({
    method: 'POST',
    path: '/api/rounds/{round}/releases/{release}/rollback',
    chapter: 'publication',
    function: 'roll-back-release',
    groups: ['publisher'],
    summary: { vi: 'Thu hồi bản công bố', en: 'Take the live release back; two publishers, one call each' },
    pathSchema: release,
    bodySchema: emptyBody,
    status: 200,
    responseSchema: releaseViewSchema,
  }),
} as const;
export type RouteName = keyof typeof routes;
