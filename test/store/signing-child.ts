// Counts, decides, signs, amends and signs again until it is killed: `node signing-child.ts FOLDER`. Each line on
// stdout is the id of a report, written after the commit of its signature.
import { writeSync } from 'node:fs';
import { v7 as newId } from 'uuid';
import { actingAs } from '../../src/core/acting-as.ts';
import { openStore } from '../../src/store/store.ts';
import { signOnce } from './sign-once.ts';

const [directory = ''] = process.argv.slice(2);
const store = openStore({ directory });
actingAs('person:ada', () => {
  for (;;) for (const { id } of signOnce(store, newId)) writeSync(1, `${id}\n`);
});
