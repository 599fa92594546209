// Writes docs/openapi.json from the contracts: `npm run openapi`.
import { writeFileSync } from 'node:fs';
import packageJson from '../package.json' with { type: 'json' };
import { openApiDocument } from '../shared/contracts/openapi.ts';

writeFileSync(new URL('openapi.json', import.meta.url), `${JSON.stringify(openApiDocument(packageJson.version), null, 2)}\n`);
