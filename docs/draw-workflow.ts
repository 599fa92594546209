import { Assembly } from '../local/assembly.ts';
import { machines } from '../local/template.ts';

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: true;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Branches?: readonly Story[];
  readonly ItemProcessor?: Story;
}
interface Story {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** A state's id in the drawing: its name without blanks. */
const idOf = (name: string): string => name.replace(/[^A-Za-z]+/g, '_');

/** Lines of one story; stories inside its states stand inside them. */
function draw({ StartAt, States }: Story, indent: string): string[] {
  const lines = [`${indent}[*] --> ${idOf(StartAt)}`];
  for (const [name, state] of Object.entries(States)) {
    const id = idOf(name);
    lines.push(`${indent}state "${name}" as ${id}`);
    const inside = state.Branches ?? (state.ItemProcessor === undefined ? [] : [state.ItemProcessor]);
    if (inside.length > 0) {
      const stories = inside.map((story) => draw(story, `${indent}  `).join('\n')).join(`\n${indent}  --\n`);
      lines.push(`${indent}state ${id} {`, stories, `${indent}}`);
    }
    for (const { Next } of state.Choices ?? []) lines.push(`${indent}${id} --> ${idOf(Next)}: yes`);
    if (state.Default !== undefined) lines.push(`${indent}${id} --> ${idOf(state.Default)}: not yet`);
    for (const { ErrorEquals, Next } of state.Catch ?? []) lines.push(`${indent}${id} --> ${idOf(Next)}: ${ErrorEquals.join(', ')}`);
    if (state.Next !== undefined) lines.push(`${indent}${id} --> ${idOf(state.Next)}`);
    if (state.End === true || state.Type === 'Succeed' || state.Type === 'Fail') lines.push(`${indent}${id} --> [*]`);
  }
  return lines;
}

/** The round workflow as a mermaid state diagram, from the synthesized definition. */
export function drawWorkflow(assembly: string): string {
  const [machine] = machines(new Assembly(assembly));
  if (machine === undefined) throw new Error('no state machine in the assembly');
  return ['stateDiagram-v2', ...draw(JSON.parse(machine.definition) as Story, '  ')].join('\n');
}

const BEGIN = '<!-- workflow: npm run draw -->';
const END = '<!-- /workflow -->';

/** The text with the drawing between its marks. */
export function withDrawing(text: string, drawing: string): string {
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error('the marks of the drawing are missing');
  return `${text.slice(0, from)}${BEGIN}\n\n\`\`\`mermaid\n${drawing}\n\`\`\`\n\n${text.slice(to)}`;
}
