import { dirname, join } from 'node:path';

export interface Source {
  /** From the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

interface Import {
  /** "shared/domain/round.ts" within the project, "node:fs" or "npm:zod" outside of it. */
  readonly from: string;
  /** Names that exist at run time; types are not among them. `*` stands for a namespace or the mere effect. */
  readonly values: readonly string[];
}

/** What use cases may call of storage and runtime: helpers without a connection. Everything else reaches them as an argument. */
const PURE_HELPERS = new Set(['retryConflicts', 'instantOf', 'signDocument', 'CELLS_AT_ONCE']);
const CHAPTERS = ['intake', 'assessment', 'survey', 'stages', 'scoring', 'publication'];
const VERBS =
  /^(add|adjudicate|adjust|annotate|answer|approve|assign|await|change|check|close|compute|decide|declare|export|extend|file|freeze|give|import|issue|link|list|make|note|open|prepare|preview|print|propose|publish|read|record|remove|render|reopen|request|resume|roll-back|see|send|set|settle|show|start|sweep|withdraw)-[a-z]+(-[a-z]+)*$/;
const NAMELESS = /(^|\/)(index|utils?|helpers?|common|misc)\.ts$/;

/** Where a folder of shared/ may import from. */
const SHARED: readonly (readonly [folder: RegExp, allowed: RegExp])[] = [
  [/^shared\/domain\//, /^(npm:zod|node:crypto|shared\/domain\/.+)$/],
  [/^shared\/contracts\//, /^(npm:zod|node:crypto|shared\/(domain|contracts)\/.+)$/],
  [/^shared\/errors\.ts$/, /^shared\/contracts\/.+$/],
  [/^shared\/spreadsheet\//, /^(npm:hucre\/xlsx|npm:yauzl|shared\/(domain|contracts|spreadsheet)\/.+)$/],
  [/^shared\/document\//, /^(npm:(docx|@myriaddreamin\/.+)|node:(fs|module|path)|shared\/domain\/.+)$/],
  [/^shared\/release\//, /^(npm:zod|node:crypto|shared\/(domain|contracts|spreadsheet|release)\/.+)$/],
  [/^shared\/storage\//, /^(npm:@aws-sdk\/.+|npm:zod|node:crypto|node:zlib|shared\/(domain|contracts|storage)\/.+|shared\/errors\.ts)$/],
  [/^shared\/runtime\//, /^(npm:.+|node:.+|shared\/.+)$/],
];

function importsOf({ path, text }: Source): Import[] {
  const found = [...text.matchAll(/^import\s+(?:([^';]*?)\s+from\s+)?'([^']+)'/gm)].map(([, clause, specifier = '']) => ({
    clause,
    specifier,
  }));
  const dynamic = [...text.matchAll(/\bimport\(\s*'([^']+)'/g)].map(([, specifier = '']) => ({ clause: undefined, specifier }));
  return [...found, ...dynamic].map(({ clause, specifier }) => ({
    from: specifier.startsWith('.') ? join(dirname(path), specifier) : specifier.startsWith('node:') ? specifier : `npm:${specifier}`,
    values: valuesOf(clause),
  }));
}

function valuesOf(clause: string | undefined): string[] {
  if (clause === undefined) return ['*'];
  if (/^type\b/.test(clause)) return [];
  const [, named] = /^\{([\s\S]*)\}$/.exec(clause) ?? [];
  if (named === undefined) return [clause];
  const names = named.split(',').map((name) => name.trim());
  return names.filter((name) => name !== '' && !name.startsWith('type ')).map((name) => name.split(' ')[0] ?? name);
}

/** handler.ts, and modules of a chapter that connect what several of its handlers need. */
const isDoor = (path: string): boolean => /^functions\/[^/]+\/[^/]+\/handler\.ts$|^functions\/[^/]+\/connect-[^/]+\.ts$/.test(path);

function functionImport(path: string, { from, values }: Import): string | undefined {
  const [, chapter = ''] = path.split('/');
  const [, otherChapter, other] = from.startsWith('functions/') ? from.split('/') : [];
  const isFile = other?.endsWith('.ts') === true;
  if (other !== undefined && (otherChapter !== chapter || (!isFile && other !== path.split('/')[2]))) return 'another function';
  if (/^(local|cli|infra)\//.test(from)) return 'outside of functions and shared';
  if (isDoor(path)) return undefined;
  if (path.endsWith('/env.ts')) return /^(npm:zod|shared\/contracts\/.+)$/.test(from) ? undefined : 'not for env.ts';
  if (other !== undefined) return isDoor(from) ? 'a door' : undefined;
  if (/^shared\/(storage|runtime)\//.test(from)) return values.every((name) => PURE_HELPERS.has(name)) ? undefined : 'a connection';
  if (/^(shared\/(domain|contracts|spreadsheet|document|release)\/.+|shared\/errors\.ts|npm:ulid)$/.test(from)) return undefined;
  return from === 'npm:zod' && values.length === 0 ? undefined : 'not for use cases';
}

function forbidden(path: string, entry: Import): string | undefined {
  const { from } = entry;
  if (from.startsWith('test/')) return path.startsWith('test/') ? undefined : 'tests';
  const [, allowed] = SHARED.find(([folder]) => folder.test(path)) ?? [];
  if (allowed !== undefined) return allowed.test(from) ? undefined : 'not for this folder';
  if (path.startsWith('shared/')) return 'no folder of shared';
  if (path.startsWith('functions/')) return functionImport(path, entry);
  if (path.startsWith('infra/')) {
    if (/^functions\//.test(from) && !from.endsWith('/env.ts')) return 'code of functions';
    return /^(local|cli)\//.test(from) ? 'not for infra' : undefined;
  }
  if (path.startsWith('local/') || path.startsWith('cli/')) return /^(functions|infra)\//.test(from) ? 'past the assembly' : undefined;
  return undefined;
}

function textRules({ path, text }: Source): string[] {
  const says: string[] = [];
  const inCloud = /^(functions|shared)\//.test(path);
  if (NAMELESS.test(path)) says.push('a name that says nothing');
  if (/^export\s+(type\s+)?(\*|\{[^}]*\}\s*from\b)/m.test(text)) says.push('a barrel');
  if (/^import\s+(?!(type\s+)?\*\s+as\s+z\s)[^;]*?\sfrom\s+'zod'/m.test(text)) says.push('zod other than as a namespace');
  if (inCloud && /localhost|127\.0\.0\.1|process\.env\.LOCAL|AWS_ENDPOINT_URL/.test(text)) says.push('knows the embedded cloud');
  if (path.endsWith('/handler.ts') && text.trimEnd().split('\n').length > 40) says.push('a handler of more than 40 lines');
  if (path.endsWith('/handler.ts') && /\bif\b/.test(text)) says.push('a handler that decides');
  return says;
}

/** Every folder below functions/ is one chapter's verb-noun with its three files. */
function folderRules(paths: ReadonlySet<string>): string[] {
  return [...functionFolders(paths)].flatMap((folder) => {
    const [, chapter = '', name = ''] = folder.split('/');
    const missing = ['handler.ts', 'env.ts', `${name}.ts`].filter((file) => !paths.has(`${folder}/${file}`));
    return [
      ...(CHAPTERS.includes(chapter) ? [] : [`${folder}: no such chapter`]),
      ...(VERBS.test(name) ? [] : [`${folder}: not verb-noun`]),
      ...missing.map((file) => `${folder}: has no ${file}`),
    ];
  });
}

export function functionFolders(paths: Iterable<string>): Set<string> {
  return new Set(
    [...paths].filter((path) => /^functions\/[^/]+\/[^/]+\/./.test(path)).map((path) => path.split('/').slice(0, 3).join('/')),
  );
}

/** What breaks a rule of the architecture, one line each. */
export function brokenRules(sources: readonly Source[]): string[] {
  const inFiles = sources.flatMap((source) => [
    ...importsOf(source).flatMap((entry) => {
      const why = forbidden(source.path, entry);
      return why === undefined ? [] : [`${source.path}: imports ${entry.from} (${why})`];
    }),
    ...textRules(source).map((says) => `${source.path}: ${says}`),
  ]);
  return [...inFiles, ...folderRules(new Set(sources.map(({ path }) => path)))];
}
