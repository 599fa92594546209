import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface WorkQueueProps {
  /** Explicit and path-shaped, "intake/arrivals"; also the heading of the alarm in docs/operations.md. */
  readonly name: string;
  readonly worker: LambdaFunction;
  readonly workerTimeout: Duration;
  readonly eventPattern: EventPattern;
}

/** Five tries: with a visibility of 6 x the function's time-out, enough for a deployment or a throttled dependency to pass. */
const MAX_RECEIVES = 5;

/** Events -> queue -> worker, one message at a time, with a dead-letter queue that raises an alarm at the first message. */
export class WorkQueue extends Construct {
  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(props.workerTimeout.toSeconds() * 6),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
    new Rule(this, 'Rule', { eventPattern: props.eventPattern, targets: [new SqsQueue(queue)] });
    props.worker.addEventSource(new SqsEventSource(queue, { batchSize: 1, reportBatchItemFailures: true, maxConcurrency: 10 }));

    new Alarm(this, 'DeadLetterAlarm', {
      alarmName: `${props.name}/dead-letters`,
      alarmDescription: `A message of ${props.name} failed ${MAX_RECEIVES} times. See docs/operations.md, "${props.name}/dead-letters".`,
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // No data means no message: an idle queue reports nothing.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
