// A process that reads answers or presses and tells how much memory it needed at most, in MB.
import { createReadStream } from 'node:fs';
import { PressReader } from '../shared/domain/button-presses.ts';
import { ResponseReader } from '../shared/domain/read-responses.ts';
import { packPage } from '../shared/storage/response-store.ts';
import { peakMegabytes } from './peak-memory.ts';
import { buttons, instrument, mapping, units } from './responses.ts';

const [what = '', path = ''] = process.argv.slice(2);
const answers = new ResponseReader(instrument, mapping, {
  units,
  psus: undefined,
  key: new Uint8Array(16).fill(1),
  onPage: (page) => void packPage(page),
});
const reader = what === 'answers' ? answers : new PressReader(buttons, { format: 'table' });
for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) reader.push(chunk as Uint8Array);
if (reader.end().isRefused) throw new Error('refused');
console.log(peakMegabytes());
