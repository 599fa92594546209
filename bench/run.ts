// `npm run bench`: measures what the project promises, as figures and as ratios against a peer in the same run. Nothing here
// is a test: machines differ, and a busy one is slow.
import { measureMillion } from './million.ts';
import { measureRelease } from './release.ts';
import { measurePresses, measureResponses } from './responses.ts';
import { measureStorm } from './storm.ts';
import { measureWorkbooks } from './workbooks.ts';
import { measureYear } from './year.ts';

for (const measure of [measureResponses, measurePresses, measureMillion, measureRelease, measureWorkbooks, measureStorm, measureYear])
  for (const line of await measure()) console.log(line);
