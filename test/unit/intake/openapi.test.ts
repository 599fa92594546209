import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { openApiDocument } from '../../../shared/contracts/openapi.ts';
import { routes } from '../../../shared/contracts/routes.ts';

describe('docs/openapi.json', () => {
  const written: unknown = JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8'));

  it('is what the contracts say today (else: npm run openapi)', () => {
    expect(written).toEqual(JSON.parse(JSON.stringify(openApiDocument(packageJson.version))));
  });

  it('holds every route', () => {
    const { paths } = written as { paths: Record<string, Record<string, { operationId: string }>> };
    for (const [name, { method, path }] of Object.entries(routes)) expect(paths[path]?.[method.toLowerCase()]?.operationId).toBe(name);
  });
});
