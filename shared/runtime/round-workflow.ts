import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';

/** The workflow that moves a round. State lives in the records; the workflow only moves it. */
export interface RoundWorkflow {
  /** Starts `{round}-g{generation}`; a repeat is a no-op. */
  readonly start: (round: string, generation: number) => Promise<void>;
  /** Stops `{round}-g{generation}`; one that has ended or never was counts as stopped. */
  readonly stop: (round: string, generation: number) => Promise<void>;
  /** Completes a task token; a token whose task is gone counts as completed. */
  readonly complete: (taskToken: string) => Promise<void>;
}

const GONE = new Set(['TaskDoesNotExist', 'TaskTimedOut', 'InvalidToken']);

export function connectWorkflow(aliasArn: string): RoundWorkflow {
  const client = new SFNClient({});
  return {
    async start(round, generation) {
      try {
        const input = JSON.stringify({ round, generation });
        await client.send(new StartExecutionCommand({ stateMachineArn: aliasArn, name: `${round}-g${generation}`, input }));
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
    async stop(round, generation) {
      // An alias ARN ends with its name; executions are named by their machine.
      const machine = aliasArn.split(':').slice(0, 7).join(':');
      const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${round}-g${generation}`;
      try {
        await client.send(new StopExecutionCommand({ executionArn, cause: 'a further generation takes over' }));
      } catch (error) {
        if (!(error instanceof ExecutionDoesNotExist)) throw error;
      }
    },
    complete: (taskToken) => completeTask(client, taskToken),
  };
}

/** For functions that only complete tasks and must not start anything. */
export function connectTaskTokens(): Pick<RoundWorkflow, 'complete'> {
  const client = new SFNClient({});
  return { complete: (taskToken) => completeTask(client, taskToken) };
}

async function completeTask(client: SFNClient, taskToken: string): Promise<void> {
  try {
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
  } catch (error) {
    if (!(error instanceof Error && GONE.has(error.name))) throw error;
  }
}
