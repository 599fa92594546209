import * as z from 'zod';
import type { ReferenceFigure } from '../domain/reference-facts.ts';
import { keys } from './keys.ts';
import type { RecordsTable } from './records-table.ts';

const figureSchema = z.object({
  unit: z.string(),
  item: z.string(),
  fact: z.string(),
  value: z.string(),
  source: z.string(),
  date: z.string(),
  agency: z.string(),
});

/** Figures that agencies hold against units' facts: shown to both, never a score by themselves. */
export class FigureStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async ofUnit(round: string, unit: string): Promise<ReferenceFigure[]> {
    return await this.#table.query(keys.submission(round, unit).pk, 'FIGURE#', figureSchema);
  }

  /** An agency's later file replaces its earlier figures one by one. Repeatable. */
  async putAll(round: string, figures: readonly ReferenceFigure[]): Promise<void> {
    await this.#table.putAll(
      figures.map((figure) => ({ key: keys.figure(round, figure.unit, figure.item, figure.fact, figure.agency), item: figure })),
    );
  }
}
