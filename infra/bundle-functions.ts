import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
/** Where the bundles lie: one folder a function, `index.mjs` in each. */
export const BUNDLES = join(ROOT, '.build', 'functions');

/** "intake-record-arrival": the bundle's folder, and the end of the function's name. */
export function bundleName(chapter: string, name: string): string {
  return `${chapter}-${name}`;
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
    external: ['ini', 'login', 'process', 'sso', 'web-identity'].map((way) => `@aws-sdk/credential-provider-${way}`),
    metafile: true,
    logLevel: 'warning',
    absWorkingDir: ROOT,
  });
  return Object.fromEntries(Object.entries(metafile.outputs).map(([path, { bytes }]) => [basename(dirname(path)), bytes]));
}
