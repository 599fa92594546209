// `npm run bench`: measures what the project promises, as figures and as ratios against a peer in the same run. Nothing here
// is a test: machines differ, and a busy one is slow.
import { measureResponses } from './responses.ts';
import { measureWorkbooks } from './workbooks.ts';

for (const measure of [measureResponses, measureWorkbooks]) for (const line of await measure()) console.log(line);
