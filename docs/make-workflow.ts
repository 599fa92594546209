// Draws the round workflow into docs/architecture.md from the synthesized definition: `npm run draw`.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../local/synthesize.ts';
import { drawWorkflow, withDrawing } from './draw-workflow.ts';

const assembly = mkdtempSync(join(tmpdir(), 'par-draw-'));
await synthesize(assembly);
const path = new URL('architecture.md', import.meta.url);
writeFileSync(path, withDrawing(readFileSync(path, 'utf8'), drawWorkflow(assembly)));
rmSync(assembly, { recursive: true });
