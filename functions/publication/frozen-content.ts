import { type FrozenContent, frozenContentSchema } from '../../shared/domain/freeze.ts';
import { RejectedError } from '../../shared/errors.ts';
import type { FileStore } from '../../shared/storage/file-store.ts';
import type { RoundRecord } from '../../shared/storage/round-store.ts';

/** The frozen content of a round as it was frozen, without the ledger. Throws RejectedError `not-frozen`. */
export async function frozenContent({ frozen }: RoundRecord, files: FileStore): Promise<FrozenContent> {
  if (frozen === undefined) throw new RejectedError('not-frozen');
  return frozenContentSchema.parse(JSON.parse(new TextDecoder().decode(await files.read(frozen.key))));
}
