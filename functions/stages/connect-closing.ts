import { systemClock } from '../../shared/runtime/clock.ts';
import { connectFiles, connectRecords } from '../../shared/runtime/connect-storage.ts';
import { type ScheduleVariables, schedulesFromEnvironment } from '../../shared/runtime/deadline-schedules.ts';
import { connectTaskTokens } from '../../shared/runtime/round-workflow.ts';
import type { ClosingDependencies } from './close-if-due.ts';

/** What closing a stage takes; the schedule's function and the sweep close through the same code. */
export function connectClosing(env: ScheduleVariables & { RECORDS_TABLE: string; INCOMING_BUCKET: string }): ClosingDependencies {
  return {
    ...connectRecords(env.RECORDS_TABLE),
    incoming: connectFiles(env.INCOMING_BUCKET),
    schedules: schedulesFromEnvironment(env),
    workflow: connectTaskTokens(),
    clock: systemClock,
  };
}
