import * as z from 'zod';

// The part of the Amazon States Language that the workflow uses, strictly: a state, field or resource that is not here
// stops the start with its name.

const assign = z.record(z.string(), z.unknown()).optional();
const next = { Next: z.string().optional(), End: z.literal(true).optional() };
const common = { Comment: z.string().optional(), QueryLanguage: z.literal('JSONata').optional() };

const retrier = z.strictObject({
  ErrorEquals: z.array(z.string()),
  IntervalSeconds: z.number().optional(),
  MaxAttempts: z.number().optional(),
  BackoffRate: z.number().optional(),
  MaxDelaySeconds: z.number().optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});
export type Retrier = z.infer<typeof retrier>;

const catcher = z.strictObject({ ErrorEquals: z.array(z.string()), Next: z.string(), Assign: assign, Output: z.unknown().optional() });

const handled = { Retry: z.array(retrier).optional(), Catch: z.array(catcher).optional(), Assign: assign, Output: z.unknown().optional() };

const task = z.strictObject({
  ...common,
  ...next,
  Type: z.literal('Task'),
  Resource: z.enum(['arn:aws:states:::lambda:invoke', 'arn:aws:states:::lambda:invoke.waitForTaskToken']),
  Arguments: z.strictObject({ FunctionName: z.string(), Payload: z.unknown() }),
  TimeoutSeconds: z.number().optional(),
  HeartbeatSeconds: z.number().optional(),
  ...handled,
});
export type Task = z.infer<typeof task>;

/** A story inside a story: what a branch or an item goes through. */
export interface Branch {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, StateDefinition>>;
}
const branch: z.ZodType<Branch> = z.lazy(() => z.strictObject({ StartAt: z.string(), States: z.record(z.string(), state) }));
const itemProcessor: z.ZodType<Branch> = z.lazy(() =>
  z.strictObject({
    ProcessorConfig: z.strictObject({ Mode: z.literal('INLINE') }).optional(),
    StartAt: z.string(),
    States: z.record(z.string(), state),
  }),
);

const parallel = z.strictObject({
  ...common,
  ...next,
  ...handled,
  Type: z.literal('Parallel'),
  Branches: z.array(branch).min(1),
  Arguments: z.unknown().optional(),
});
const map = z.strictObject({
  ...common,
  ...next,
  ...handled,
  Type: z.literal('Map'),
  Items: z.unknown().optional(),
  ItemSelector: z.unknown().optional(),
  ItemProcessor: itemProcessor,
  MaxConcurrency: z.union([z.int().min(0), z.string().regex(/^\{%[\s\S]*%\}$/, 'an expression')]).optional(),
});
export type ForkDefinition = z.infer<typeof parallel> | z.infer<typeof map>;

const state = z.discriminatedUnion('Type', [
  task,
  parallel,
  map,
  z.strictObject({ ...common, ...next, Type: z.literal('Pass'), Assign: assign, Output: z.unknown().optional() }),
  z.strictObject({
    ...common,
    ...next,
    Type: z.literal('Wait'),
    Seconds: z.union([z.number(), z.string()]).optional(),
    Timestamp: z.string().optional(),
    Assign: assign,
    Output: z.unknown().optional(),
  }),
  z.strictObject({
    ...common,
    Type: z.literal('Choice'),
    Choices: z.array(
      z.strictObject({ Condition: z.union([z.string(), z.boolean()]), Next: z.string(), Assign: assign, Output: z.unknown().optional() }),
    ),
    Default: z.string().optional(),
    Assign: assign,
    Output: z.unknown().optional(),
  }),
  z.strictObject({ ...common, Type: z.literal('Succeed'), Output: z.unknown().optional() }),
  z.strictObject({ ...common, Type: z.literal('Fail'), Error: z.string().optional(), Cause: z.string().optional() }),
]);
export type StateDefinition = z.infer<typeof state>;

export const machineDefinitionSchema = z.strictObject({
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONata'),
  StartAt: z.string(),
  States: z.record(z.string(), state),
});
export type MachineDefinition = z.infer<typeof machineDefinitionSchema>;
