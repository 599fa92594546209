import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleGroup, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { envSchema as approveResolutions } from '../../functions/stages/approve-resolutions/env.ts';
import { envSchema as awaitMilestone } from '../../functions/stages/await-milestone/env.ts';
import { envSchema as changeUnits } from '../../functions/stages/change-units/env.ts';
import { envSchema as closeStage } from '../../functions/stages/close-stage/env.ts';
import { envSchema as extendDeadline } from '../../functions/stages/extend-deadline/env.ts';
import { envSchema as freezeRound } from '../../functions/stages/freeze-round/env.ts';
import { envSchema as listUnits } from '../../functions/stages/list-units/env.ts';
import { envSchema as noteTrouble } from '../../functions/stages/note-trouble/env.ts';
import { envSchema as openRound } from '../../functions/stages/open-round/env.ts';
import { envSchema as openStage } from '../../functions/stages/open-stage/env.ts';
import { envSchema as previewIndex } from '../../functions/stages/preview-index/env.ts';
import { envSchema as proposeResolutions } from '../../functions/stages/propose-resolutions/env.ts';
import { envSchema as reopenStage } from '../../functions/stages/reopen-stage/env.ts';
import { envSchema as resumeRound } from '../../functions/stages/resume-round/env.ts';
import { envSchema as sendNotices } from '../../functions/stages/send-notices/env.ts';
import { envSchema as setContacts } from '../../functions/stages/set-contacts/env.ts';
import { envSchema as settleUnit } from '../../functions/stages/settle-unit/env.ts';
import { envSchema as showContacts } from '../../functions/stages/show-contacts/env.ts';
import { envSchema as showGate } from '../../functions/stages/show-gate/env.ts';
import { envSchema as showNotices } from '../../functions/stages/show-notices/env.ts';
import { envSchema as showRound } from '../../functions/stages/show-round/env.ts';
import { envSchema as sweepRounds } from '../../functions/stages/sweep-rounds/env.ts';
import { bundleName } from '../bundle-functions.ts';
import { Chapter, type ChapterProps } from './chapter.ts';
import { RoundWorkflow, workflowName } from './round-workflow.ts';

const SWEEP_EVERY = Duration.minutes(15);

/** Deadlines open and close each stage; one workflow per round moves it on. */
export class Stages extends Chapter {
  readonly #group: ScheduleGroup;
  readonly #role: Role;
  readonly #lost: Queue;

  constructor(scope: Construct, props: ChapterProps & { readonly computeIndex: LambdaFunction }) {
    super(scope, 'stages', props);
    const { settings, data } = props;
    const { records, evidence, incoming } = data;
    const RECORDS_TABLE = records.tableName;
    const INCOMING_BUCKET = incoming.bucketName;

    this.#group = new ScheduleGroup(this, 'Deadlines', { scheduleGroupName: `par-${settings.name}-deadlines` });
    this.#role = new Role(this, 'CloserRole', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    this.#lost = new Queue(this, 'LostFirings', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.#lost.grantSendMessages(this.#role);
    // Those that schedules call set schedules themselves, so their addresses have to be known before they are made: from their names.
    const functionArn = (name: string): string =>
      Stack.of(this).formatArn({
        service: 'lambda',
        resource: 'function',
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        resourceName: `par-${settings.name}-${bundleName('stages', name)}`,
      });
    const schedule = {
      SCHEDULE_GROUP: this.#group.scheduleGroupName,
      SCHEDULE_TARGET_ARN: functionArn('close-stage'),
      SCHEDULE_NOTICES_ARN: functionArn('send-notices'),
      SCHEDULE_ROLE_ARN: this.#role.roleArn,
      SCHEDULE_DEAD_LETTER_ARN: this.#lost.queueArn,
    };

    const open = this.worker('open-stage', openStage, { RECORDS_TABLE, ...schedule });
    records.grantReadWriteData(open);
    this.#letSchedule(open);

    const wait = this.worker('await-milestone', awaitMilestone, { RECORDS_TABLE });
    records.grantReadWriteData(wait);
    this.#letCompleteTasks(wait);

    const list = this.worker('list-units', listUnits, { RECORDS_TABLE });
    records.grantReadData(list);
    const settle = this.worker('settle-unit', settleUnit, { RECORDS_TABLE });
    records.grantReadWriteData(settle);
    const note = this.worker('note-trouble', noteTrouble, { RECORDS_TABLE });
    records.grantReadWriteData(note);

    const workflow = new RoundWorkflow(this, 'RoundWorkflow', {
      settings,
      openStage: open,
      awaitMilestone: wait,
      listUnits: list,
      settleUnit: settle,
      noteTrouble: note,
      computeIndex: props.computeIndex,
    });
    const ROUND_WORKFLOW_ARN = workflow.aliasArn;

    const close = this.worker('close-stage', closeStage, { RECORDS_TABLE, INCOMING_BUCKET, ...schedule });
    records.grantReadWriteData(close);
    incoming.grantRead(close, 'incoming/*');
    this.#letSchedule(close);
    this.#letCompleteTasks(close);
    close.grantInvoke(this.#role);

    const sweep = this.worker('sweep-rounds', sweepRounds, {
      RECORDS_TABLE,
      INCOMING_BUCKET,
      ROUND_WORKFLOW_ARN,
      ...schedule,
    });
    records.grantReadWriteData(sweep);
    incoming.grantRead(sweep, 'incoming/*');
    this.#letSchedule(sweep);
    this.#letCompleteTasks(sweep);
    this.#letStart(sweep);
    new Schedule(this, 'Sweep', {
      schedule: ScheduleExpression.rate(SWEEP_EVERY),
      target: new LambdaInvoke(sweep, {
        input: ScheduleTargetInput.fromObject({}),
        // The next sweep is the better retry.
        retryAttempts: 0,
        maxEventAge: SWEEP_EVERY,
        deadLetterQueue: this.#lost,
      }),
    });

    const openARound = this.answer('openRound', openRound, { RECORDS_TABLE, ROUND_WORKFLOW_ARN });
    records.grantReadWriteData(openARound);
    this.#letStart(openARound);

    const show = this.answer('showRound', showRound, { RECORDS_TABLE });
    records.grantReadData(show);

    for (const [name, env] of [
      ['extendDeadline', extendDeadline],
      ['reopenStage', reopenStage],
    ] as const) {
      const move = this.answer(name, env, { RECORDS_TABLE, ROUND_WORKFLOW_ARN, ...schedule });
      records.grantReadWriteData(move);
      this.#letSchedule(move);
      this.#letStart(move);
      this.#letStop(move);
    }

    const resume = this.answer('resumeRound', resumeRound, { RECORDS_TABLE, ROUND_WORKFLOW_ARN });
    records.grantReadWriteData(resume);
    this.#letStart(resume);
    this.#letStop(resume);

    this.#guardTheFreeze();
    this.#tellUnits(schedule);

    const freeze = this.answer('freezeRound', freezeRound, { RECORDS_TABLE, EVIDENCE_BUCKET: evidence.bucketName });
    records.grantReadWriteData(freeze);
    evidence.grantPut(freeze, 'frozen/*');
    evidence.grantRead(freeze, 'frozen/*');
    this.#letCompleteTasks(freeze);

    this.#alarm();
  }

  /** What is open before the freeze, who resolves it, and the audited preview. */
  #guardTheFreeze(): void {
    const { records } = this.props.data;
    const RECORDS_TABLE = records.tableName;
    records.grantReadData(this.answer('showGate', showGate, { RECORDS_TABLE }));
    records.grantReadWriteData(this.answer('proposeResolutions', proposeResolutions, { RECORDS_TABLE }));
    records.grantReadWriteData(this.answer('approveResolutions', approveResolutions, { RECORDS_TABLE }));
    records.grantReadWriteData(this.answer('previewIndex', previewIndex, { RECORDS_TABLE }));
    records.grantReadWriteData(this.answer('changeUnits', changeUnits, { RECORDS_TABLE }));
  }

  /** Contacts of units, and the notices that go to them: at a reminder's instant, and whatever else is due every 15 minutes. */
  #tellUnits(
    schedule: Record<
      'SCHEDULE_GROUP' | 'SCHEDULE_TARGET_ARN' | 'SCHEDULE_NOTICES_ARN' | 'SCHEDULE_ROLE_ARN' | 'SCHEDULE_DEAD_LETTER_ARN',
      string
    >,
  ): void {
    const { settings, data } = this.props;
    const { records } = data;
    const RECORDS_TABLE = records.tableName;
    records.grantReadWriteData(this.answer('setContacts', setContacts, { RECORDS_TABLE }));
    records.grantReadData(this.answer('showContacts', showContacts, { RECORDS_TABLE }));
    records.grantReadData(this.answer('showNotices', showNotices, { RECORDS_TABLE }));

    const sender = new EmailIdentity(this, 'Sender', { identity: Identity.email(settings.noticeSender) });
    const send = this.worker('send-notices', sendNotices, { RECORDS_TABLE, SENDER: settings.noticeSender, ...schedule });
    records.grantReadWriteData(send);
    sender.grantSendEmail(send);
    this.#letSchedule(send);
    send.grantInvoke(this.#role);
    new Schedule(this, 'Notices', {
      schedule: ScheduleExpression.rate(SWEEP_EVERY),
      target: new LambdaInvoke(send, {
        input: ScheduleTargetInput.fromObject({}),
        retryAttempts: 0,
        maxEventAge: SWEEP_EVERY,
        deadLetterQueue: this.#lost,
      }),
    });
  }

  #letStop(lambda: LambdaFunction): void {
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: `${workflowName(this.props.settings)}:*`,
    });
    lambda.addToRolePolicy(new PolicyStatement({ actions: ['states:StopExecution'], resources: [executions] }));
  }

  #letSchedule(lambda: LambdaFunction): void {
    const { scheduleGroupName } = this.#group;
    const schedules = Stack.of(this).formatArn({ service: 'scheduler', resource: 'schedule', resourceName: `${scheduleGroupName}/*` });
    lambda.addToRolePolicy(
      new PolicyStatement({ actions: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule'], resources: [schedules] }),
    );
    this.#role.grantPassRole(lambda.grantPrincipal);
  }

  #letStart(lambda: LambdaFunction): void {
    lambda.addToRolePolicy(new PolicyStatement({ actions: ['states:StartExecution'], resources: this.#machineArns() }));
  }

  #letCompleteTasks(lambda: LambdaFunction): void {
    lambda.addToRolePolicy(new PolicyStatement({ actions: ['states:SendTaskSuccess'], resources: this.#machineArns() }));
  }

  /** By name: the machine calls some of these functions, so it cannot be made before they are. */
  #machineArns(): string[] {
    const arn = Stack.of(this).formatArn({
      service: 'states',
      resource: 'stateMachine',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: workflowName(this.props.settings),
    });
    return [arn, `${arn}:*`];
  }

  #alarm(): void {
    new Alarm(this, 'LostFiringAlarm', {
      alarmName: 'stages/lost-firings',
      alarmDescription: 'A schedule could not call its function. See docs/operations.md, "stages/lost-firings".',
      metric: this.#lost.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // No data means no message: an idle queue reports nothing.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
