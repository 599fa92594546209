import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { StageDue } from '../contracts/events.ts';

/** One-off schedules that close stages, and that wake up who sends reminders. */
export interface DeadlineSchedules {
  /** Sets the stage's schedule to the first full minute at or after `dueAt` (ms), whatever it was before. */
  readonly set: (due: StageDue, dueAt: number) => Promise<void>;
  /** Sets the stage's next reminder to the first full minute at or after `dueAt` (ms), whatever it was before. */
  readonly remind: (due: StageDue, dueAt: number) => Promise<void>;
}

/** The variables of scheduleEnvironment. */
export interface ScheduleVariables {
  readonly SCHEDULE_GROUP: string;
  readonly SCHEDULE_TARGET_ARN: string;
  readonly SCHEDULE_NOTICES_ARN: string;
  readonly SCHEDULE_ROLE_ARN: string;
  readonly SCHEDULE_DEAD_LETTER_ARN: string;
}

const MINUTE = 60_000;
const VIET_NAM_OFFSET = 7 * 60 * MINUTE;

/** Scheduler's `at(...)` in Viet Nam's time, rounded up to the minute: firing early would only be put back. */
export function scheduleExpression(dueAt: number): string {
  const minute = Math.ceil(dueAt / MINUTE) * MINUTE;
  return `at(${new Date(minute + VIET_NAM_OFFSET).toISOString().slice(0, 19)})`;
}

/** Deterministic and at most 64 characters: round (at most 40), stage (at most 15), and ".notices". */
export function scheduleName({ round, stage }: StageDue): string {
  return `${round}.${stage}`;
}

export function schedulesFromEnvironment(env: ScheduleVariables): DeadlineSchedules {
  const client = new SchedulerClient({});
  const put = async (name: string, target: string, due: StageDue, dueAt: number): Promise<void> => {
    // An update is not partial: a field left out goes back to its default. So both calls get every field.
    const schedule: CreateScheduleCommandInput = {
      Name: name,
      GroupName: env.SCHEDULE_GROUP,
      ScheduleExpression: scheduleExpression(dueAt),
      ScheduleExpressionTimezone: 'Asia/Ho_Chi_Minh',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: target,
        RoleArn: env.SCHEDULE_ROLE_ARN,
        Input: JSON.stringify(due),
        DeadLetterConfig: { Arn: env.SCHEDULE_DEAD_LETTER_ARN },
        RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 },
      },
    };
    try {
      await client.send(new UpdateScheduleCommand(schedule));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
      try {
        await client.send(new CreateScheduleCommand(schedule));
      } catch (raced) {
        if (!(raced instanceof ConflictException)) throw raced;
        await client.send(new UpdateScheduleCommand(schedule));
      }
    }
  };
  return {
    set: (due, dueAt) => put(scheduleName(due), env.SCHEDULE_TARGET_ARN, due, dueAt),
    remind: (due, dueAt) => put(`${scheduleName(due)}.notices`, env.SCHEDULE_NOTICES_ARN, due, dueAt),
  };
}
