// Counts a part of a drawn slide, then dies as by a pulled plug: `node killed-count.ts FOLDER`.
import { APART, DrawnCount } from './drawn-count.ts';

const [directory = ''] = process.argv.slice(2);
const count = new DrawnCount(directory);
await count.scan(100, 500);
// And a look at a stretch whose place is not known.
for (let i = 0; i < 14; i++) await count.look(APART.x - 150 + 2 * i, APART.y - 100);
process.stdout.write(`${count.recorder.snapshot.n} ${count.recorder.slide.provisional}\n`);
process.kill(process.pid, 'SIGKILL');
