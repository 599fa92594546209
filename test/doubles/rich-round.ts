import { type ApiClient, postFile } from '../../cli/api-client.ts';
import { smallPdf } from '../../examples/full-size/documents.ts';
import type { Receipt } from '../../shared/contracts/uploads.ts';
import { criteriaSetSchema } from '../../shared/domain/criteria-set.ts';
import type { DocumentDetails } from '../../shared/domain/evidence.ts';
import type { RoundDefinition, UploadKind } from '../../shared/domain/round.ts';
import { type ClaimedItem, formSheets, type Remarks } from '../../shared/domain/self-assessment-form.ts';
import { writeForm } from '../../shared/spreadsheet/write-form.ts';
import { smallRound } from './small-round.ts';

const name = (vi: string) => ({ vi, en: vi });
const agencies = { lead: 'BNV', alternate: 'VPCP' };
const evidence = name('Báo cáo, quyết định');

/** A set with a rule of facts, a double reading, an item that does not apply to one unit, adjustments and grounds. */
const SET = criteriaSetSchema.parse({
  id: 'rich',
  level: 'ministry',
  version: '1',
  decision: '1/QĐ (ví dụ)',
  note: name('Ví dụ để thử'),
  illustrative: true,
  groups: [{ name: 'A', atLeast: '0' }],
  adjustments: [
    { code: 'thuong', name: name('Điểm thưởng'), kind: 'bonus', cap: '1' },
    { code: 'tru', name: name('Điểm trừ'), kind: 'deduction', cap: '2' },
  ],
  explanationGrounds: [
    { code: 'time-frame', name: name('Thời điểm tính số liệu') },
    { code: 'evidence-of-the-year', name: name('Tài liệu trong năm'), needsEvidenceOfTheYear: true },
  ],
  fields: [
    {
      code: '1',
      name: name('Chỉ đạo, điều hành'),
      criteria: [
        {
          code: '1.1',
          name: name('Hoàn thành nhiệm vụ'),
          maxPoints: '1.5',
          method: 'appraised',
          rule: { type: 'threshold-linear', facts: { done: name('Số nhiệm vụ hoàn thành'), total: name('Tổng số nhiệm vụ') }, from: '50' },
          evidence,
          agencies,
        },
        {
          code: '1.2',
          name: name('Chất lượng'),
          maxPoints: '2',
          method: 'appraised',
          rule: { type: 'manual', step: '0.5' },
          evidence,
          agencies,
          readings: { count: 2, adjudicateAbove: '0.5' },
        },
      ],
    },
    {
      code: '2',
      name: name('Thủ tục hành chính'),
      criteria: [
        {
          code: '2.1',
          name: name('Công khai thủ tục'),
          maxPoints: '1',
          method: 'appraised',
          rule: { type: 'yes-no', facts: { answer: name('Đã công khai?') } },
          notApplicable: [{ units: ['BTP'], reason: name('Không có thủ tục') }],
          agencies,
        },
        { code: '2.2', name: name('Điều tra'), maxPoints: '5.5', method: 'survey', rule: { type: 'survey-share', instrument: 'x' } },
      ],
    },
  ],
});

export function richRound(round: string, more: Partial<RoundDefinition> = {}): RoundDefinition {
  return smallRound(round, { criteriaSet: SET, ...more });
}

/** Claims of a unit that proves everything: 47 of 50 tasks, quality 1.5, procedures public. */
export function soundClaims(change: Readonly<Record<string, Partial<ClaimedItem>>> = {}): Map<string, ClaimedItem> {
  const claim = (item: string, points: string, facts: ClaimedItem['facts']): [string, ClaimedItem] => [
    item,
    { item, points, facts, evidence: 'Báo cáo số 1/BC ngày 05/12/2023', explanation: '', ...change[item] },
  ];
  return new Map([claim('1.1', '1.41', { done: '47', total: '50' }), claim('1.2', '1.5', {}), claim('2.1', '1', { answer: 'yes' })]);
}

/** A filled form of the rich round, of all fields or of some. */
export async function richForm(
  definition: RoundDefinition,
  unit: string,
  claims: ReadonlyMap<string, ClaimedItem> = soundClaims(),
  more: { readonly fields?: string[]; readonly base?: string; readonly remarks?: Remarks } = {},
): Promise<Uint8Array> {
  const { fields, base = '0', remarks } = more;
  const found = definition.units.find(({ code }) => code === unit);
  if (found === undefined) throw new Error(unit);
  const sheets = formSheets({
    set: definition.criteriaSet,
    round: definition.round,
    unit: found,
    claims,
    ...(fields === undefined ? {} : { fields }),
    ...(remarks === undefined ? {} : { remarks }),
  });
  return await writeForm({ round: definition.round, unit, set: definition.criteriaSet.id, base }, sheets);
}

/** Sends a document and waits for its verdict. */
export async function uploadDocument(
  client: ApiClient,
  round: string,
  document: DocumentDetails | undefined,
  bytes: Uint8Array = smallPdf(['Tai lieu']),
  options: { kind?: UploadKind; fileName?: string; wait?: boolean } = {},
): Promise<Receipt> {
  const { kind = document === undefined ? 'signed-report' : 'evidence', fileName = 'tai-lieu.pdf', wait = true } = options;
  const file = { round, kind, fileName, bytes, ...(document === undefined ? {} : { document }) };
  const address = await client.requestAddress(file);
  await postFile(address, file);
  return wait ? await client.waitForReceipt(round, address.uploadId) : await client.receipt(round, address.uploadId);
}
