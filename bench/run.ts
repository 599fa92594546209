// `npm run bench`: measures what the project promises, as figures and as ratios against a peer in the same run. Nothing here
// is a test: machines differ, and a busy one is slow.
import { measureWorkbooks } from './workbooks.ts';

for (const line of await measureWorkbooks()) console.log(line);
