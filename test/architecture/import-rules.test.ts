import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Assembly } from '../../local/assembly.ts';
import { ASSEMBLY } from '../doubles/assembly.ts';
import { brokenRules, functionFolders, type Source } from './import-rules.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const sources: Source[] = globSync('**/*.ts', {
  cwd: ROOT,
  exclude: (name) => ['node_modules', '.build', '.local', 'cdk.out'].includes(name),
})
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => !path.startsWith('test/architecture/'))
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

/** What the checker says of one more file, beside the project as it is. */
const planted = (path: string, text: string): string[] =>
  brokenRules([{ path, text }, ...sources.filter((source) => source.path !== path)]).filter((line) => line.startsWith(`${path}: `));

describe('the architecture', () => {
  it('is kept by every file', () => {
    expect(sources.length).toBeGreaterThan(150);
    expect(brokenRules(sources)).toEqual([]);
  });

  it('has every function folder in the templates, and no other function', () => {
    const folders = [...functionFolders(sources.map(({ path }) => path))];
    const names = new Assembly(ASSEMBLY).all('AWS::Lambda::Function').map(({ ref }) => ref);
    expect(names.sort()).toEqual(folders.map((folder) => `par-dev-${basename(dirname(folder))}-${basename(folder)}`).sort());
  });
});

describe('the checker of the architecture', () => {
  it.each([
    ['shared/domain/x.ts', "import { readFileSync } from 'node:fs';"],
    ['shared/domain/x.ts', "import type { Caller } from '../contracts/caller.ts';"],
    ['shared/contracts/x.ts', "import { keys } from '../storage/keys.ts';"],
    ['shared/errors.ts', "import { round } from './domain/round.ts';"],
    ['shared/spreadsheet/x.ts', "import { S3Client } from '@aws-sdk/client-s3';"],
    ['shared/storage/x.ts', "import { systemClock } from '../runtime/clock.ts';"],
    ['shared/runtime/x.ts', "import { viewRound } from '../../functions/stages/view-round.ts';"],
    ['shared/runtime/x.ts', "import { Clock } from '../../local/clock.ts';"],
    ['functions/stages/open-round/open-round.ts', "import { connectRecords } from '../../../shared/runtime/connect-storage.ts';"],
    [
      'functions/stages/open-round/open-round.ts',
      "import {\n  type Key,\n  RecordsTable,\n} from '../../../shared/storage/records-table.ts';",
    ],
    ['functions/stages/open-round/open-round.ts', "import { S3Client } from '@aws-sdk/client-s3';"],
    ['functions/stages/open-round/open-round.ts', "import * as z from 'zod';"],
    ['functions/stages/open-round/open-round.ts', "import { openStage } from '../open-stage/open-stage.ts';"],
    ['functions/stages/open-round/open-round.ts', "import { connectClosing } from '../connect-closing.ts';"],
    ['functions/stages/open-round/handler.ts', "import { makeWorkbook } from '../../assessment/make-workbook/make-workbook.ts';"],
    ['functions/stages/close-if-due.ts', "import { SFNClient } from '@aws-sdk/client-sfn';"],
    ['functions/stages/open-round/env.ts', "import { openRound } from './open-round.ts';"],
    ['functions/stages/open-round/handler.ts', "import { App } from '../../../infra/app.ts';"],
    ['infra/x.ts', "import { handler } from '../functions/stages/open-round/handler.ts';"],
    ['infra/x.ts', "import { openRound } from '../functions/stages/open-round/open-round.ts';"],
    ['infra/x.ts', "const { startCloud } = await import('../local/cloud.ts');"],
    ['local/x.ts', "import { openRound } from '../functions/stages/open-round/open-round.ts';"],
    ['cli/x.ts', "import { always } from '../test/fixtures/always.ts';"],
  ])('refuses in %s: %s', (path, text) => {
    expect(planted(path, text)).toEqual([expect.stringMatching(/: imports /)]);
  });

  it.each([
    ['shared/domain/x.ts', "import { z } from 'zod';", 'zod other than as a namespace'],
    ['local/x.ts', "import z from 'zod';", 'zod other than as a namespace'],
    ['local/x.ts', "export * from './clock.ts';", 'a barrel'],
    ['local/x.ts', "export {\n  Clock,\n} from './clock.ts';", 'a barrel'],
    ['local/x.ts', "export type { Clock } from './clock.ts';", 'a barrel'],
    ['local/utils.ts', '', 'a name that says nothing'],
    ['local/states/index.ts', '', 'a name that says nothing'],
    ['shared/runtime/x.ts', "const endpoint = 'http://localhost:4566';", 'knows the embedded cloud'],
    ['functions/stages/x.ts', 'const isLocal = process.env.LOCAL;', 'knows the embedded cloud'],
    ['functions/stages/open-round/handler.ts', 'if (event) throw event;', 'a handler that decides'],
    ['functions/stages/open-round/handler.ts', `${'//\n'.repeat(40)}//`, 'a handler of more than 40 lines'],
  ])('refuses %s with %j', (path, text, says) => {
    expect(planted(path, text)).toEqual([`${path}: ${says}`]);
  });

  it.each([
    ['functions/stages/round-opener/handler.ts', 'functions/stages/round-opener: not verb-noun'],
    ['functions/stages/open-everything/handler.ts', 'functions/stages/open-everything: has no env.ts'],
    ['functions/stages/open-everything/handler.ts', 'functions/stages/open-everything: has no open-everything.ts'],
    ['functions/reports/make-report/env.ts', 'functions/reports/make-report: no such chapter'],
  ])('refuses the folder of %s: %s', (path, says) => {
    expect(brokenRules([...sources, { path, text: '' }])).toContain(says);
  });

  it.each([
    ['shared/runtime/x.ts', "import middy from '@middy/core';\nimport { RecordsTable } from '../storage/records-table.ts';"],
    ['functions/stages/open-round/open-round.ts', "import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';"],
    ['functions/stages/open-round/open-round.ts', "import type { RecordsTable } from '../../../shared/storage/records-table.ts';"],
    ['functions/stages/open-round/open-round.ts', "import { viewRound } from '../view-round.ts';"],
    ['local/x.ts', "import type * as z from 'zod';\nexport const x = 1;"],
  ])('allows in %s: %s', (path, text) => {
    expect(planted(path, text)).toEqual([]);
  });
});
