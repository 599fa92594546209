// Writes docs/criteria-set.schema.json from the schema that reads every set: `npm run schema`.
import { writeFileSync } from 'node:fs';
import { criteriaSetJsonSchema } from '../shared/contracts/criteria-schema.ts';

writeFileSync(new URL('criteria-set.schema.json', import.meta.url), `${JSON.stringify(criteriaSetJsonSchema(), null, 2)}\n`);
