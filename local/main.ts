// `npm start` and `npm run demo`: synthesizes the CDK app and runs that assembly in this process.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Cloud, ROOT_ACCESS_KEY, startCloud } from './cloud.ts';
import { ExamplePlayer, readExample } from './example.ts';
import { synthesize } from './synthesize.ts';
import { takeState } from './take-state.ts';

/** A fresh state begins on the eve of the year that the examples play: 1 December 2023, 07:00 in Viet Nam. */
const FRESH_CLOCK = Date.parse('2023-12-01T00:00:00Z');
const ROOT = join(import.meta.dirname, '..');

interface Options {
  readonly isDemo: boolean;
  /** The example to play; undefined with --empty. */
  readonly example: string | undefined;
  /** Was it named on the command line? */
  readonly isNamed: boolean;
}

function readOptions(): Options {
  const { values } = parseArgs({ options: { example: { type: 'string' }, empty: { type: 'boolean' }, demo: { type: 'boolean' } } });
  return {
    isDemo: values.demo === true,
    example: values.empty === true ? undefined : (values.example ?? '2023-ministries'),
    isNamed: values.example !== undefined,
  };
}

function port(name: string, otherwise: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return otherwise;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) throw new Error(`${name} is not a port: ${text}`);
  return number;
}

let isStopping = false;

async function play(cloud: Cloud, name: string): Promise<void> {
  const example = await readExample(name);
  const player = new ExamplePlayer(cloud.url, example, console.log);
  if (cloud.state.fact('example-status') !== 'done') {
    cloud.state.setFact('example-status', 'playing');
    await player.play();
    cloud.state.setFact('example-status', 'done');
  }
  console.log('');
  await player.printRanking();
}

/** A state that has begun an example goes on with it, whatever is asked for now. */
function exampleOf(cloud: Cloud, { example, isNamed }: Options, directory: string): string | undefined {
  const kept = cloud.state.fact('example-name');
  if (kept === undefined) return example;
  if (example === undefined || (isNamed && kept !== example)) {
    throw new Error(`this state plays ${kept}: delete ${directory}, or set LOCAL_DIR to another folder`);
  }
  return kept;
}

async function main(): Promise<void> {
  const options = readOptions();
  const { isDemo } = options;
  // A name that is no example must not leave its mark on a state.
  if (options.example !== undefined) await readExample(options.example);
  const [sitePort, awsPort] = [port('PORT', isDemo ? 0 : 8080), port('AWS_PORT', isDemo ? 0 : 4566)];
  const directory = resolve(process.env.LOCAL_DIR || join(ROOT, '.local', ...(isDemo ? ['demo'] : [])));
  // A finished demo leaves its files to look at and makes room for the next; an interrupted one is played on.
  if (isDemo && existsSync(join(directory, 'demo-done'))) rmSync(directory, { recursive: true });
  mkdirSync(directory, { recursive: true });
  await takeState(directory);
  const assembly = join(directory, 'assembly');
  await synthesize(assembly);

  let cloud: Cloud | undefined;
  const exampleStatus = (): 'playing' | 'done' | 'off' => {
    const status = cloud?.state.fact('example-status');
    return status === 'done' || status === 'playing' ? status : options.example === undefined ? 'off' : 'playing';
  };
  cloud = await startCloud({ assembly, directory, port: sitePort, awsPort, startAt: FRESH_CLOCK, exampleStatus });
  const running = cloud;
  const stop = (): void => {
    isStopping = true;
    void running.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);

  const name = exampleOf(cloud, options, directory);
  console.log(`site and API  ${cloud.url}/`);
  console.log(`AWS endpoint  ${cloud.awsUrl}  (access key ${ROOT_ACCESS_KEY}, secret ${ROOT_ACCESS_KEY}, any region)`);
  console.log(`state         ${directory}`);
  if (name !== undefined) {
    cloud.state.setFact('example-name', name);
    console.log('');
    await play(cloud, name);
  }
  if (isDemo) {
    await cloud.stop();
    writeFileSync(join(directory, 'demo-done'), '');
  }
}

main().catch((error: unknown) => {
  // The play was cut off by the stop itself.
  if (isStopping) return;
  console.error(error instanceof Error && process.env.DEBUG === undefined ? error.message : error);
  process.exit(1);
});
