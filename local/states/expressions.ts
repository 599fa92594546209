import jsonata from 'jsonata';

export type Variables = Readonly<Record<string, unknown>>;

/** An error of an execution: its name is what Retry and Catch match. */
export class StateError extends Error {
  override readonly name = 'StateError';
  readonly error: string;
  readonly cause_: string;

  constructor(error: string, cause: string) {
    super(`${error}: ${cause}`);
    this.error = error;
    this.cause_ = cause;
  }
}

const compiled = new Map<string, jsonata.Expression>();

async function evaluate(expression: string, variables: Variables): Promise<unknown> {
  let result: unknown;
  try {
    let program = compiled.get(expression);
    if (program === undefined) {
      program = jsonata(expression);
      compiled.set(expression, program);
    }
    result = await program.evaluate(undefined, variables as Record<string, unknown>);
  } catch (error) {
    const message = error !== null && typeof error === 'object' && 'message' in error ? String(error.message) : String(error);
    throw new StateError('States.QueryEvaluationError', `The JSONata expression '${expression}' failed: ${message}`);
  }
  if (result === undefined) throw new StateError('States.QueryEvaluationError', `The JSONata expression '${expression}' returned nothing.`);
  // Results of the library carry hidden members; what goes on is plain JSON.
  return JSON.parse(JSON.stringify(result)) as unknown;
}

/** Replaces every `{% … %}` string of a JSON template with what its expression gives; everything else stays. */
export async function fill(template: unknown, variables: Variables): Promise<unknown> {
  if (typeof template === 'string') {
    const [, expression] = /^\{%([\s\S]*)%\}$/.exec(template) ?? [];
    return expression === undefined ? template : await evaluate(expression.trim(), variables);
  }
  if (Array.isArray(template)) return await Promise.all(template.map((entry) => fill(entry, variables)));
  if (typeof template === 'object' && template !== null) {
    const entries = await Promise.all(Object.entries(template).map(async ([name, entry]) => [name, await fill(entry, variables)] as const));
    return Object.fromEntries(entries);
  }
  return template;
}
