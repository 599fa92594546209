import type { Caller } from '../../shared/contracts/caller.ts';
import type { Complaint, ComplaintView } from '../../shared/contracts/publication.ts';

/** A complaint as its viewer may see it: the unit learns no name, whoever answers none but their own. */
export function viewComplaint(caller: Caller, round: string, complaint: Complaint, now: number): ComplaintView {
  const seesNames = caller.groups.includes('coordinator') || caller.groups.includes('publisher');
  const { filedBy: _, assignee, answer, ...rest } = complaint;
  return {
    round,
    ...rest,
    ...(assignee !== undefined && (seesNames || assignee === caller.sub) ? { assignee } : {}),
    ...(answer === undefined ? {} : { answer: seesNames ? answer : { ...answer, by: undefined } }),
    isOverdue: (answer === undefined ? now : Date.parse(answer.at)) > Date.parse(complaint.answerBy),
  };
}
