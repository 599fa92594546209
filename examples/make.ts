// `npm run example -- NAME`: writes the files of an example. Those of full-size are
// not kept in git and lie where the embedded cloud looks for them.
import { join } from 'node:path';

const MADE = join(import.meta.dirname, '..', '.build', 'examples');

const [name = ''] = process.argv.slice(2);
if (name === '2023-ministries') {
  await import('./2023-ministries/make.ts');
} else if (name === 'illustrative-sets') {
  await import('./illustrative-sets/make.ts');
} else if (name === 'illustrative-instruments') {
  await import('./illustrative-instruments/make.ts');
} else if (name === 'full-size') {
  const { make } = await import('./full-size/make.ts');
  console.log(await make(join(MADE, name)));
} else {
  console.error('npm run example -- 2023-ministries | illustrative-sets | illustrative-instruments | full-size');
  process.exitCode = 2;
}
