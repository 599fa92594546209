import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnvironmentName } from '../../infra/environments.ts';
import { createStacks } from '../../infra/synthesize.ts';
import { ASSEMBLY } from './assembly.ts';

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any shape; tests name the members that they demand.
export type Properties = Record<string, any>;

export interface Resource {
  readonly id: string;
  readonly Type: string;
  readonly Properties: Properties;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The resources of one environment's three stacks, as CloudFormation would get them. */
export class Templates {
  readonly all: readonly Resource[];

  constructor(directory: string, name: EnvironmentName) {
    this.all = ['data', 'pipeline', 'survey', 'round'].flatMap((stack) => {
      const file = join(directory, `par-${name}-${stack}.template.json`);
      const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as { Resources: Record<string, Omit<Resource, 'id'>> };
      return Object.entries(Resources).map(([id, resource]) => ({ ...resource, id, Properties: resource.Properties ?? {} }));
    });
  }

  of(type: string): Resource[] {
    return this.all.filter((resource) => resource.Type === type);
  }

  one(type: string, id = /./): Resource {
    const [only, ...more] = this.of(type).filter((resource) => id.test(resource.id));
    if (only === undefined || more.length > 0) throw new Error(`not exactly one ${type} ${id}`);
    return only;
  }

  /** The resource that a Ref, a GetAtt or an exported value of the other stack points to. */
  target(reference: unknown): Resource | undefined {
    const text = JSON.stringify(reference);
    return this.all.find(({ id }) => text.includes(`"${id}"`) || new RegExp(`:ExportsOutput(Ref|FnGetAtt)${id}[A-Z0-9]`).test(text));
  }
}

export const devTemplates = (): Templates => new Templates(ASSEMBLY, 'dev');

/** Synthesizes prod beside the assembly of dev that the global setup has made. */
export function prodTemplates(): Templates {
  const outdir = mkdtempSync(join(tmpdir(), 'par-prod-'));
  try {
    createStacks('prod', { outdir }).app.synth();
    return new Templates(outdir, 'prod');
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
