import type { ComputedIndex } from '../../../shared/domain/computed-index.ts';
import type { FrozenContent } from '../../../shared/domain/freeze.ts';
import type { LedgerEntry } from '../../../shared/domain/ledger.ts';
import type { RoundDefinition } from '../../../shared/domain/round.ts';
import type { UnitChange } from '../../../shared/domain/units.ts';

/**
 * Everything a release is made from, and nothing else: no ids, no times of processing. The same content gives the same
 * bytes, whenever and wherever it is rendered.
 */
export interface ReleaseContent {
  readonly definition: RoundDefinition & { readonly unitChanges: readonly UnitChange[] };
  readonly computed: ComputedIndex;
  /** The frozen points with the ledger applied. */
  readonly frozen: FrozenContent;
  /** Approved changes after the freeze, by number. */
  readonly ledger: readonly LedgerEntry[];
  readonly freezeHash: string;
  readonly release: number;
  readonly codeVersion: string;
}

/** One file of a release. */
export interface ReleaseFile {
  /** Below the release's prefix. */
  readonly path: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}
