import * as z from 'zod';
import { criteriaSetShape } from '../domain/criteria-set.ts';

/** The JSON Schema of a criteria set, for editors and other programs. What its parts owe each other: `par criteria check`. */
export function criteriaSetJsonSchema(): object {
  const schema = z.toJSONSchema(criteriaSetShape, { io: 'input', unrepresentable: 'any' });
  return {
    ...schema,
    title: 'PAR INDEX criteria set',
    description:
      'Fields, criteria and sub-criteria with their points, rules, evidence and agencies. `par criteria check SET.json` checks sums, codes and steps.',
  };
}
