import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawWorkflow, withDrawing } from '../../../docs/draw-workflow.ts';
import { ASSEMBLY } from '../../doubles/assembly.ts';

describe('docs/architecture.md', () => {
  it('draws the workflow that is synthesized today (else: npm run draw)', () => {
    const text = readFileSync(new URL('../../../docs/architecture.md', import.meta.url), 'utf8');
    const drawing = drawWorkflow(ASSEMBLY);
    expect(drawing).toContain('Run_the_assessment_and_the_surveys --> Wait_for_the_freeze');
    expect(withDrawing(text, drawing) === text).toBe(true);
  });
});
