import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  type CfnStateMachine,
  CfnStateMachineAlias,
  CfnStateMachineVersion,
  Choice,
  Condition,
  DefinitionBody,
  Fail,
  type INextable,
  IntegrationPattern,
  JitterType,
  LogLevel,
  Map as MapState,
  Parallel,
  Pass,
  ProvideItems,
  QueryLanguage,
  type State,
  StateMachine,
  StateMachineType,
  Succeed,
  TaskInput,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { Milestone } from '../../shared/contracts/events.ts';
import type { StageName } from '../../shared/domain/calendar.ts';
import type { EnvironmentSettings } from '../environments.ts';

export interface RoundWorkflowProps {
  readonly settings: EnvironmentSettings;
  readonly openStage: LambdaFunction;
  readonly awaitMilestone: LambdaFunction;
  readonly listUnits: LambdaFunction;
  readonly settleUnit: LambdaFunction;
  readonly noteTrouble: LambdaFunction;
  readonly computeIndex: LambdaFunction;
}

const ROUND = { round: '{% $round %}', generation: '{% $generation %}' };

/**
 * 8 tries: waits of 2, 4, 8, 16, 32, 60, 60 s (full jitter), 3 minutes at most. Every step is idempotent, so everything
 * but a rejection is worth repeating.
 */
const PATIENT = {
  errors: ['States.ALL'],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.minutes(1),
  maxAttempts: 7,
  jitterStrategy: JitterType.FULL,
};

/** What the data say will never be right by asking again; and a wait of months is not begun anew. */
const NEVER = { errors: ['RejectedError', 'States.Timeout'], maxAttempts: 0 };

/** How many units are settled side by side. */
const UNITS_AT_ONCE = 10;

/** A stage may be extended for months; half a year without any sign is a fault. An execution lives a year at most. */
const LONGEST_WAIT = Duration.days(180);

/** The state machine's name is fixed so that functions which it calls can be allowed to complete its tasks. */
export function workflowName(settings: EnvironmentSettings): string {
  return `par-${settings.name}-round`;
}

/** What comes after a state; nothing at the end of a branch. */
const follow = (state: State & INextable, next: State | undefined): State => {
  if (next !== undefined) state.next(next);
  return state;
};

/** A state of the story, made once it is known what comes after it. */
type Step = (next: State | undefined) => State;

/** Moves one round through its year. Control flow only: what is true stands in the records, what happens in the functions. */
export class RoundWorkflow extends Construct {
  readonly stateMachine: StateMachine;
  /** Executions are started through the alias: running ones keep the version that they began with. */
  readonly aliasArn: string;

  readonly #props: RoundWorkflowProps;
  readonly #setAside: Fail;
  readonly #failed: Fail;

  constructor(scope: Construct, id: string, props: RoundWorkflowProps) {
    super(scope, id);
    this.#props = props;
    this.#setAside = Fail.jsonata(this, 'Set aside for a person', { error: 'RejectedError', cause: '{% $trouble %}' });
    this.#failed = Fail.jsonata(this, 'Failed', { error: 'StepFailed', cause: '{% $trouble %}' });

    // The assessment goes its way, surveys run beside it, and both have to be over before anything can be frozen.
    const assessment: Step[] = [
      this.#open('self-assessment'),
      this.#await('self-assessment', 'Wait until self-assessment closes'),
      this.#open('appraisal'),
      this.#await('appraisal', 'Wait until appraisal closes'),
      this.#listUnits(),
      this.#settleEachUnit(),
      this.#open('explanation'),
      this.#await('explanation', 'Wait until explanation closes'),
    ];
    const survey: Step[] = [this.#open('survey'), this.#await('survey', 'Wait until survey closes')];
    const story: Step[] = [
      this.#begin(),
      this.#both(assessment, survey),
      this.#await('freeze', 'Wait for the freeze'),
      this.#compute(),
      this.#open('publication'),
      this.#await('publication', 'Wait for the ministry to publish'),
    ];
    const first = this.#tell(story, Succeed.jsonata(this, 'Published'));
    this.stateMachine = this.#machine(first);
    this.aliasArn = this.#publish();
    this.#alarm();
  }

  /** Strings steps together, from the last to the first. */
  #tell(steps: readonly Step[], end: State | undefined): State {
    const first = steps.reduceRight<State | undefined>((next, step) => step(next), end);
    if (first === undefined) throw new Error('a story without steps');
    return first;
  }

  /** Every step finds out from the records whether it is done already, so an execution may begin at any time of the year. */
  #begin(): Step {
    return (next) =>
      follow(
        Pass.jsonata(this, 'Begin where the records stand', {
          assign: { round: '{% $states.input.round %}', generation: '{% $states.input.generation %}' },
        }),
        next,
      );
  }

  /** A rejection is for a person, whatever else outlasts its retries is a fault; a branch leaves both to the state that holds it. */
  #caught<T extends LambdaInvoke | Parallel>(state: T): T {
    const trouble = { trouble: '{% $states.errorOutput.Error & ": " & $states.errorOutput.Cause %}' };
    state.addCatch(this.#setAside, { errors: ['RejectedError'], assign: trouble });
    state.addCatch(this.#failed, { errors: ['States.ALL'], assign: trouble });
    return state;
  }

  #task(
    id: string,
    lambda: LambdaFunction,
    payload: Record<string, string>,
    more: { waits?: boolean; assign?: Record<string, string> } = {},
  ): LambdaInvoke {
    const task = LambdaInvoke.jsonata(this, id, {
      lambdaFunction: lambda,
      payload: TaskInput.fromObject({ ...ROUND, ...payload }),
      retryOnServiceExceptions: false,
      outputs: '{% {} %}',
      ...(more.assign === undefined ? {} : { assign: more.assign }),
      ...(more.waits === true
        ? { integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN, taskTimeout: Timeout.duration(LONGEST_WAIT) }
        : { taskTimeout: Timeout.duration(Duration.minutes(5)) }),
    });
    for (const policy of [NEVER, PATIENT]) task.addRetry(policy);
    return task;
  }

  /** Opens a stage when its time has come: asks, waits until the answer's opening time, asks again. */
  #open(stage: StageName): Step {
    return (next) => {
      const assign = { isOpen: '{% $states.result.Payload.isOpen %}', opensAt: '{% $states.result.Payload.opensAt %}' };
      const ask = this.#task(`Open ${stage}`, this.#props.openStage, { stage }, { assign });
      if (stage === 'publication') this.#caught(ask);
      const wait = Wait.jsonata(this, `Wait until ${stage} opens`, { time: WaitTime.timestamp('{% $opensAt %}') });
      if (next === undefined) throw new Error('nothing follows the opening of a stage');
      return ask.next(Choice.jsonata(this, `Is ${stage} open?`).when(Condition.jsonata('{% $isOpen %}'), next).otherwise(wait.next(ask)))
        .startState;
    };
  }

  /** Hands a task token to the record of a milestone; whoever reaches the milestone completes it. */
  #await(milestone: Milestone, id: string): Step {
    return (next) => {
      const taskToken = '{% $states.context.Task.Token %}';
      const wait = this.#task(id, this.#props.awaitMilestone, { milestone, taskToken }, { waits: true });
      return follow(milestone === 'freeze' || milestone === 'publication' ? this.#caught(wait) : wait, next);
    };
  }

  #both(assessment: readonly Step[], survey: readonly Step[]): Step {
    return (next) => {
      const both = Parallel.jsonata(this, 'Run the assessment and the surveys', { outputs: '{% {} %}' });
      for (const steps of [assessment, survey]) both.branch(this.#tell(steps, undefined));
      return follow(this.#caught(both), next);
    };
  }

  #listUnits(): Step {
    return (next) =>
      follow(this.#task('List the units', this.#props.listUnits, {}, { assign: { units: '{% $states.result.Payload.units %}' } }), next);
  }

  /** Each unit by itself: what fails for one is written down with its name, and the others go on. */
  #settleEachUnit(): Step {
    return (next) => {
      const unit = '{% $states.input.unit %}';
      const settle = this.#task('Settle the unit', this.#props.settleUnit, { unit }, { assign: {} });
      const failure = { unit: '{% $states.input.unit %}', error: '{% $states.input.error %}', step: 'settle-unit' };
      const note = this.#task('Note what failed', this.#props.noteTrouble, failure);
      settle.addCatch(note, {
        errors: ['States.ALL'],
        outputs: { unit, error: '{% $states.errorOutput.Error & ": " & $states.errorOutput.Cause %}' },
      });
      const each = MapState.jsonata(this, 'Settle each unit', {
        items: ProvideItems.jsonata('{% $units %}'),
        itemSelector: { unit: '{% $states.context.Map.Item.Value %}' },
        maxConcurrency: UNITS_AT_ONCE,
        outputs: '{% {} %}',
      });
      each.itemProcessor(settle);
      return follow(each, next);
    };
  }

  #compute(): Step {
    return (next) => follow(this.#caught(this.#task('Compute the index', this.#props.computeIndex, {})), next);
  }

  #machine(first: State): StateMachine {
    const { settings } = this.#props;
    return new StateMachine(this, 'StateMachine', {
      stateMachineName: workflowName(settings),
      stateMachineType: StateMachineType.STANDARD,
      queryLanguage: QueryLanguage.JSONATA,
      definitionBody: DefinitionBody.fromChainable(first),
      logs: { destination: new LogGroup(this, 'Log', { retention: settings.logRetentionDays }), level: LogLevel.ERROR },
      tracingEnabled: false,
    });
  }

  /** A version of each definition, all kept: an execution may run for months after the next one is deployed. */
  #publish(): string {
    const { stateMachineArn, node } = this.stateMachine;
    const machine = node.defaultChild as CfnStateMachine;
    const version = new CfnStateMachineVersion(this, 'Version', {
      stateMachineArn,
      stateMachineRevisionId: machine.attrStateMachineRevisionId,
    });
    version.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const alias = new CfnStateMachineAlias(this, 'Alias', {
      name: 'current',
      routingConfiguration: [{ stateMachineVersionArn: version.attrArn, weight: 100 }],
    });
    return alias.attrArn;
  }

  #alarm(): void {
    new Alarm(this, 'FailedAlarm', {
      alarmName: 'stages/round-workflow-failed',
      alarmDescription: 'An execution of the round workflow ended in failure. See docs/operations.md, "stages/round-workflow-failed".',
      metric: this.stateMachine.metricFailed({ period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // No data means no execution ended at all.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
