import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import {
  adjustmentRequestSchema,
  assignmentsRequestSchema,
  decisionRequestSchema,
  explanationRequestSchema,
  readingRequestSchema,
  readingsRequestSchema,
  removalRequestSchema,
  setAsideDecisionSchema,
} from '../../../shared/contracts/assessment.ts';
import {
  milestoneStepSchema,
  noticesDueSchema,
  objectCreatedSchema,
  roundStartedSchema,
  roundStepSchema,
  scanFinishedSchema,
  stageDueSchema,
  stageStepSchema,
  troubleStepSchema,
  unitStepSchema,
  uploadReceivedSchema,
} from '../../../shared/contracts/events.ts';
import {
  complaintAnswerSchema,
  complaintAssignmentSchema,
  complaintRequestSchema,
  releaseRequestSchema,
  releaseWantedSchema,
  remedyPlanSchema,
} from '../../../shared/contracts/publication.ts';
import {
  contactsRequestSchema,
  correctionRequestSchema,
  extensionRequestSchema,
  reopeningRequestSchema,
  resolutionsApprovalSchema,
  resolutionsRequestSchema,
  resumeRequestSchema,
  unitChangeRequestSchema,
} from '../../../shared/contracts/rounds.ts';
import { fieldworkStatementRequestSchema, flagDecisionRequestSchema } from '../../../shared/contracts/survey.ts';
import { tokenRequestSchema } from '../../../shared/contracts/token-request.ts';
import { uploadRequestSchema } from '../../../shared/contracts/uploads.ts';
import { buttonsSchema, pressSourceSchema } from '../../../shared/domain/button-presses.ts';
import { criteriaLookupSchema } from '../../../shared/domain/criteria-lookup.ts';
import { documentDetailsSchema, paperRequestSchema, proofsRequestSchema } from '../../../shared/domain/evidence.ts';
import { liveReleasesSchema } from '../../../shared/domain/live-releases.ts';
import { statementRequestSchema } from '../../../shared/domain/submission.ts';
import { surveyMappingSchema } from '../../../shared/domain/survey-mapping.ts';
import { fieldworkSchema, surveySampleSchema } from '../../../shared/domain/survey-sample.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The part of a sample's name before the first dot says what it is a sample of. */
const SCHEMAS: Record<string, z.ZodType> = {
  'release-request': releaseRequestSchema,
  'release-wanted': releaseWantedSchema,
  'complaint-request': complaintRequestSchema,
  'complaint-assignment': complaintAssignmentSchema,
  'complaint-answer': complaintAnswerSchema,
  'remedy-plan': remedyPlanSchema,
  'object-created': objectCreatedSchema,
  'upload-received': uploadReceivedSchema,
  'upload-request': uploadRequestSchema,
  'token-request': tokenRequestSchema,
  'reading-request': readingRequestSchema,
  'readings-request': readingsRequestSchema,
  'scan-finished': scanFinishedSchema,
  'statement-request': statementRequestSchema,
  'explanation-request': explanationRequestSchema,
  'decision-request': decisionRequestSchema,
  'assignments-request': assignmentsRequestSchema,
  'adjustment-request': adjustmentRequestSchema,
  'document-details': documentDetailsSchema,
  'proofs-request': proofsRequestSchema,
  'paper-request': paperRequestSchema,
  'removal-request': removalRequestSchema,
  'set-aside-decision': setAsideDecisionSchema,
  'criteria-lookup': criteriaLookupSchema,
  'round-started': roundStartedSchema,
  'stage-step': stageStepSchema,
  'milestone-step': milestoneStepSchema,
  'stage-due': stageDueSchema,
  'extension-request': extensionRequestSchema,
  'reopening-request': reopeningRequestSchema,
  'resume-request': resumeRequestSchema,
  'resolutions-request': resolutionsRequestSchema,
  'resolutions-approval': resolutionsApprovalSchema,
  'unit-change-request': unitChangeRequestSchema,
  'contacts-request': contactsRequestSchema,
  'notices-due': noticesDueSchema,
  'unit-step': unitStepSchema,
  'trouble-step': troubleStepSchema,
  'correction-request': correctionRequestSchema,
  'round-step': roundStepSchema,
  'live-releases': liveReleasesSchema,
  'survey-mapping': surveyMappingSchema,
  'survey-sample': surveySampleSchema,
  fieldwork: fieldworkSchema,
  'fieldwork-statement-request': fieldworkStatementRequestSchema,
  'flag-decision-request': flagDecisionRequestSchema,
  buttons: buttonsSchema,
  'press-source': pressSourceSchema,
};

const samples = globSync('events/**/*.json', { cwd: ROOT });
const kindOf = (path: string): string => basename(path).split('.')[0] ?? '';
const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

describe('the sample events', () => {
  it.each(samples.filter((path) => !path.includes('/invalid/')))('%s is what its contract says', (path) => {
    expect(SCHEMAS[kindOf(path)]?.safeParse(read(path)).error).toBeUndefined();
  });

  it.each(samples.filter((path) => path.includes('/invalid/')))('%s is refused by its contract', (path) => {
    expect(SCHEMAS[kindOf(path)]?.safeParse(read(path)).success).toBe(false);
  });

  it('hold a valid and an invalid sample of everything that crosses a boundary', () => {
    const kinds = (invalid: boolean): string[] =>
      [...new Set(samples.filter((path) => path.includes('/invalid/') === invalid).map(kindOf))].sort();
    expect(kinds(false)).toEqual(Object.keys(SCHEMAS).sort());
    expect(kinds(true)).toEqual(Object.keys(SCHEMAS).sort());
  });
});
