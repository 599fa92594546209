import { Duration } from 'aws-cdk-lib';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type * as z from 'zod';
import { type Route, type RouteName, routes } from '../../shared/contracts/routes.ts';
import { ApiRoute, type Door } from '../constructs/api-route.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import type { DataStack } from '../data-stack.ts';
import type { EnvironmentSettings } from '../environments.ts';

export interface ChapterProps {
  readonly settings: EnvironmentSettings;
  readonly data: DataStack;
  readonly door: Door;
}

const API_TIMEOUT = Duration.seconds(29);
export const WORKER_TIMEOUT = Duration.minutes(2);

/** Where a function needs other than the house's: two minutes, 1 GB, arm64. */
interface WorkerSettings {
  readonly timeout?: Duration;
  readonly memoryMb?: number;
  readonly architecture?: Architecture;
}

/** What the chapters' constructs have in common: how a function of theirs is made, and how a route leads to one. */
export abstract class Chapter extends Construct {
  protected readonly props: ChapterProps;
  readonly #name: string;

  constructor(scope: Construct, name: string, props: ChapterProps) {
    super(scope, name);
    this.#name = name;
    this.props = props;
  }

  /** A function that a queue, the workflow, a schedule or Cognito calls. */
  protected worker<E extends z.ZodObject>(
    name: string,
    envSchema: E,
    environment: z.input<E>,
    { timeout = WORKER_TIMEOUT, memoryMb = 1024, architecture }: WorkerSettings = {},
  ): PipelineFunction<E>['lambda'] {
    const { settings } = this.props;
    return new PipelineFunction(this, name, {
      settings,
      chapter: this.#name,
      name,
      envSchema,
      environment,
      timeout,
      memoryMb,
      ...(architecture === undefined ? {} : { architecture }),
    }).lambda;
  }

  /** A function behind a route of the API. */
  protected answer<E extends z.ZodObject>(
    routeName: RouteName,
    envSchema: E,
    environment: z.input<E>,
    memoryMb = 1024,
  ): PipelineFunction<E>['lambda'] {
    const { settings, door } = this.props;
    const route: Route = routes[routeName];
    const { lambda } = new PipelineFunction(this, route.function, {
      settings,
      chapter: this.#name,
      name: route.function,
      envSchema,
      environment,
      timeout: API_TIMEOUT,
      memoryMb,
    });
    new ApiRoute(this, `${route.function}-route`, door, route, lambda);
    return lambda;
  }
}
