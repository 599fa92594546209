import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';

const FACES = ['400Regular', '400Regular_Italic', '700Bold', '700Bold_Italic'] as const;

/** Tinos (OFL): the metrics of Times New Roman, and every letter of Vietnamese. */
function fonts(): Buffer[] {
  const folder = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/tinos/package.json'));
  return FACES.map((face) => readFileSync(join(folder, face, `Tinos_${face}.ttf`)));
}

/** Sets reports of one template: Typst 0.14 in this process. The same data give the same bytes. */
export class Typesetter {
  readonly #compiler: NodeCompiler;
  readonly #template: string;

  constructor(template: string) {
    this.#compiler = NodeCompiler.create({ fontArgs: [{ fontBlobs: fonts() }] });
    this.#template = template;
  }

  /** A tagged PDF (PDF/UA-1). Throws Error with the compiler's words where the template does not take the data. */
  pdf(data: object): Uint8Array {
    const compiled = this.#compiler.compile({ mainFileContent: this.#template, inputs: { data: JSON.stringify(data) } });
    const document = compiled.result;
    if (document === null)
      throw new Error(`no report: ${JSON.stringify(this.#compiler.fetchDiagnostics(compiled.takeError() ?? ({} as never)))}`);
    const bytes = this.#compiler.pdf(document, { pdfStandard: 'ua-1' });
    // What it remembers of one report is of no use for the next.
    this.#compiler.evictCache(10);
    return new Uint8Array(bytes);
  }
}
