/** Lets programs of the repository that are outside the package find it, and what it is developed with. */

import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const home = path('..');
const examples = path('../../../examples/node');
if (existsSync(examples)) {
  link(home, `${home}node_modules/superconfig`);
  link(`${home}node_modules`, `${examples}/node_modules`);
}

function link(target, place) {
  rmSync(place, { force: true, recursive: true });
  // Of a kind that Windows allows everybody to make.
  symlinkSync(target, place, 'junction');
}
