import { cpSync, existsSync, globSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
/** Where the bundles lie: one folder a function, `index.mjs` in each. */
export const BUNDLES = join(ROOT, '.build', 'functions');

/** "intake-record-arrival": the bundle's folder, and the end of the function's name. */
export function bundleName(chapter: string, name: string): string {
  return `${chapter}-${name}`;
}

/** Native code, which no bundler can take in, and what it needs: put beside the bundle that calls it, for every platform that is installed. */
const BESIDE = ['@myriaddreamin/typst-ts-node-compiler'];
const COMPANIONS = ['@myriaddreamin/typst-ts-node-compiler*', '@expo-google-fonts/tinos'];
/** Faces of the reports; the package brings pictures of each as well. */
const UNNEEDED = /\.png$|\.d\.ts$/;

function putBeside(folder: string): void {
  for (const path of COMPANIONS.flatMap((pattern) => globSync(`node_modules/${pattern}`, { cwd: ROOT }))) {
    const [from, to] = [join(ROOT, path), join(folder, path)];
    // Fifty megabytes: copied when the package is another one, and seen only when it is there whole.
    const about = join(to, 'package.json');
    if (existsSync(about) && readFileSync(about).equals(readFileSync(join(from, 'package.json')))) continue;
    rmSync(`${to}.new`, { recursive: true, force: true });
    cpSync(from, `${to}.new`, { recursive: true, filter: (source) => !UNNEEDED.test(source) });
    rmSync(to, { recursive: true, force: true });
    renameSync(`${to}.new`, to);
  }
}

/** Bundles every handler with the SDK in one esbuild call (0.5 s; a call each takes a second a function). */
export async function bundleFunctions(): Promise<Record<string, number>> {
  const handlers = globSync('functions/*/*/handler.ts', { cwd: ROOT });
  const entryPoints = Object.fromEntries(
    handlers.map((path) => {
      const folder = dirname(path);
      return [join(bundleName(basename(dirname(folder)), basename(folder)), 'index'), join(ROOT, path)];
    }),
  );
  const { metafile } = await build({
    entryPoints,
    outdir: BUNDLES,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    // Step Functions matches errors by name; names of classes must survive.
    keepNames: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    // Ways to find credentials on a developer's machine, loaded only where the environment has none: a function always has.
    external: [...['ini', 'login', 'process', 'sso', 'web-identity'].map((way) => `@aws-sdk/credential-provider-${way}`), ...BESIDE],
    metafile: true,
    logLevel: 'warning',
    absWorkingDir: ROOT,
  });
  for (const [path, { imports }] of Object.entries(metafile.outputs))
    if (imports.some(({ path: name }) => BESIDE.includes(name))) putBeside(dirname(join(ROOT, path)));
  return Object.fromEntries(Object.entries(metafile.outputs).map(([path, { bytes }]) => [basename(dirname(path)), bytes]));
}
