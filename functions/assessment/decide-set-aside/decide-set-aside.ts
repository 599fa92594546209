import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { setAsideAnswerSchema, setAsideDecisionSchema } from '../../../shared/contracts/assessment.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { instantOf } from '../../../shared/runtime/clock.ts';
import { type ArrivedDocument, type DocumentDependencies, settleDocument } from '../settle-document.ts';

export interface Dependencies extends DocumentDependencies {
  readonly incomingBucket: string;
}

/** A person has looked at a document that could not be scanned: it is taken all the same, or refused, with a reason. */
export async function decideSetAside(
  { caller, path: { round, uploadId }, body }: ApiRequest<{ round: string; uploadId: string }, z.infer<typeof setAsideDecisionSchema>>,
  dependencies: Dependencies,
): Promise<z.infer<typeof setAsideAnswerSchema>> {
  const { uploads, clock, incomingBucket } = dependencies;
  const upload = await uploads.find(round, uploadId);
  if (upload === undefined) throw new RejectedError('not-found', { what: uploadId });
  if (upload.status !== 'set-aside' || upload.arrival === undefined)
    throw new RejectedError('not-set-aside', { uploadId, status: upload.status });
  if (body.accept) {
    await settleDocument(upload as ArrivedDocument, incomingBucket, dependencies, { sub: caller.sub, reason: body.reason });
  } else {
    const { findings, findingCount } = upload;
    await uploads.decide(upload, {
      status: 'rejected',
      findings,
      findingCount,
      event: {
        at: instantOf(clock()),
        actor: caller.sub,
        action: 'document-rejected',
        details: { uploadId, sha256: upload.arrival.sha256, reason: body.reason },
      },
      writes: [],
    });
  }
  return { uploadId, status: (await uploads.find(round, uploadId))?.status ?? upload.status };
}
