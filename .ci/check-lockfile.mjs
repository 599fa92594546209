// Every optional platform package that a locked package names must be locked itself: npm drops one that its registry
// lacks without a word, and `npm ci` then fails for everybody else. And no download address may stand in the lockfile.
import { readFileSync } from 'node:fs';

const text = readFileSync('package-lock.json', 'utf8');
const { packages } = JSON.parse(text);
const faults = [];
for (const [at, { optionalDependencies = {} }] of Object.entries(packages)) {
  const parents = at.split('/node_modules/').map((_, i, parts) => parts.slice(0, i + 1).join('/node_modules/'));
  for (const name of Object.keys(optionalDependencies)) {
    const places = [
      ...parents.map((parent) => (parent === '' ? `node_modules/${name}` : `${parent}/node_modules/${name}`)),
      `node_modules/${name}`,
    ];
    if (!places.some((place) => place in packages)) faults.push(`${name}, wanted by ${at === '' ? 'the project' : at}, is not locked`);
  }
}
if (/"resolved": "http/.test(text)) faults.push('download addresses are locked: npm install with omit-lockfile-registry-resolved');
for (const [name, version] of Object.entries({
  ...packages[''].dependencies,
  ...packages[''].devDependencies,
  ...packages[''].optionalDependencies,
})) {
  if (!/^\d/.test(version)) faults.push(`${name} has no exact version: ${version}`);
}
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(`lockfile: ${Object.keys(packages).length - 1} packages, every platform package locked`);
