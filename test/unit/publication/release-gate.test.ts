import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fullSizeContent, surveysOf } from '../../../examples/full-size/release-content.ts';
import { differencesTold, type PeopleCell, withheldCells } from '../../../shared/domain/disclosure.ts';
import { redact } from '../../../shared/domain/redaction.ts';
import type { ReleaseContent } from '../../../shared/release/release-content.ts';
import { disclosureHolds, rendersEqual, reportsOpen, surveysAgree, totalsFollow } from '../../../shared/release/release-gate.ts';
import { surveyProduct } from '../../../shared/release/survey-product.ts';
import { always } from '../../fixtures/always.ts';

describe('cells of few people', () => {
  const cells = fc.array(fc.record({ within: fc.constantFrom('a', 'b'), n: fc.integer({ min: 1, max: 80 }) }), { maxLength: 20 });

  it('are withheld with as many others that no total less the other cells tells one of them', () => {
    always(
      fc.property(cells, (all: PeopleCell[]) => {
        const withheld = withheldCells(all, 30);
        for (const [at, { n }] of all.entries()) if (n < 30) expect(withheld.has(at)).toBe(true);
        const groups = Map.groupBy(all.keys(), (at) => all[at]?.within ?? '');
        for (const [within, members] of groups) {
          const gone = members.filter((at) => withheld.has(at));
          // All of them: then there is nothing to take from the total but the total.
          if (gone.length === 0 || gone.length === members.length) continue;
          const told = differencesTold(
            [
              {
                name: within,
                total: members.reduce((sum, at) => sum + (all[at]?.n ?? 0), 0),
                parts: members.map((at) => (withheld.has(at) ? null : (all[at]?.n ?? 0))),
              },
            ],
            30,
          );
          expect(told).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are told by a difference where only one is withheld', () => {
    expect(differencesTold([{ name: 't', total: 100, parts: [60, null] }], 30)).toEqual(['t: a remainder of 40']);
    expect(differencesTold([{ name: 't', total: 100, parts: [80, null, null] }], 30)).toEqual(['t: a remainder of 20']);
    expect(differencesTold([{ name: 't', total: 100, parts: [60, null, null] }], 30)).toEqual([]);
    expect(differencesTold([{ name: 't', total: 12, parts: [12] }], 30)).toEqual(['t: a cell of 12']);
  });
});

describe('texts', () => {
  it.each([
    ['Liên hệ 0912 345 678 để biết thêm', 'Liên hệ [đã che / redacted] để biết thêm'],
    ['Gửi về so.noivu@tinh.gov.vn trước 15/01', 'Gửi về [đã che / redacted] trước 15/01'],
    ['Theo ông Nguyễn Văn Mẫu, hồ sơ thiếu', 'Theo [đã che / redacted], hồ sơ thiếu'],
    ['Căn cước 001085012345', 'Căn cước [đã che / redacted]'],
    ['+84 24 3822 1234', '[đã che / redacted]'],
    ['gọi (024) 3825 1234.', 'gọi [đã che / redacted].'],
    ['gọi 84912345678 hoặc 0912.345.678', 'gọi [đã che / redacted] hoặc [đã che / redacted]'],
    ['CMND 123456789, hộ chiếu số C1234567', 'CMND [đã che / redacted], hộ chiếu số [đã che / redacted]'],
    ['do NGUYỄN VĂN MẪU ký', 'do [đã che / redacted] ký'],
    ['Bà Trần thị Mẫu và TS. Lê Văn Mẫu', '[đã che / redacted] và [đã che / redacted]'],
    ['Nguyễn Thị Mẫu Một nộp', '[đã che / redacted] nộp'],
    ['+84 (24) 3825 1234, (+84 24) 3825 1234', '[đã che / redacted], [đã che / redacted]'],
    ['CMND 123456789, 987654321', 'CMND [đã che / redacted], [đã che / redacted]'],
    ['GS.TS Nguyễn Minh Mẫu, TS Chu Minh Mẫu, Chu Văn Mẫu', '[đã che / redacted], [đã che / redacted], [đã che / redacted]'],
  ])('that name or reach a person are covered: %s', (text, wanted) => {
    expect(redact(text).text).toBe(wanted);
  });

  it.each([
    'Quyết định 876/QĐ-BNV ngày 10/11/2022: 0.5 điểm',
    'Đạt 1250/1300 hồ sơ (96,15 %), thiếu 0,25 điểm',
    'Kế hoạch số 123456789/KH-UBND',
    'Ông bà không nêu tên; bà con đánh giá cao',
    'Dự toán 2.500.000.000 đồng',
    'Thành phố Hồ Chí Minh, huyện Dương Minh Châu, Bà Rịa Vũng Tàu, đường Trần Hưng Đạo',
    'Nâng cao văn hóa công vụ và thị phần dịch vụ; Hà Nội, thị xã Sơn Tây (Hà Thị xã)',
    'Văn bản (2024) 1250 hồ sơ; mã 841234',
    'PHẦN MỀM QUẢN LÝ VĂN BẢN VÀ ĐIỀU HÀNH; Hệ thống Quản Lý Văn Bản; CỤC QUẢN LÝ THỊ TRƯỜNG',
    'NÂNG CAO VĂN HÓA CÔNG VỤ tại TỈNH BÀ RỊA VŨNG TÀU, Bà Nà Hills, Đông Anh Hà Nội, tiếng Anh Trung Quốc',
    'huyện Trần Văn Thời, đường Nguyễn Văn Linh, trường THPT Nguyễn Thị Minh Khai',
    'chứng minh đã giải ngân 2.500.000.000 đồng; cấp căn cước công dân cho 1.250.000 người; cấp hộ chiếu: 1 250 000 lượt',
    'ĐỒNG CHÍ BÍ THƯ TỈNH ỦY; CN. Hà Nội; KS. Mường Thanh Hà Nội',
    'Chứng minh đã thực hiện 12/15 nhiệm vụ',
  ])('without a person stay as they are: %s', (text) => {
    expect(redact(text)).toEqual({ text, covered: 0 });
  });

  it('are looked through in time that grows with them, whatever they hold', () => {
    for (const piece of ['a', 'a.', '0', '0 ', '(0', 'CMND 1', 'Ông A ', 'Nguyễn Văn ', '84'])
      expect(redact(piece.repeat(100_000 / piece.length)).text.length).toBeGreaterThan(0);
  });
});

describe('the gate', () => {
  let content: ReleaseContent;
  beforeAll(async () => {
    content = await fullSizeContent('province');
  });

  it('lets a sound release through', () => {
    for (const check of [totalsFollow, surveysAgree, disclosureHolds]) expect(check(content)).toMatchObject({ passed: true });
  });

  it('stops totals that do not follow from the points, and a survey that says other than the item it feeds', () => {
    const [first, ...others] = content.computed.units;
    if (first === undefined) throw new Error('no units');
    const moved = { ...content, computed: { ...content.computed, units: [{ ...first, points: '1' }, ...others] } };
    expect(totalsFollow(moved)).toMatchObject({ passed: false, found: expect.stringContaining(first.unit) });
    const points = content.frozen.points.map((point) =>
      point.unit === '01' && point.item === '8.1' ? { ...point, points: '9.9999' } : point,
    );
    const differing = { ...content, frozen: { ...content.frozen, points } };
    expect(surveysAgree(differing)).toMatchObject({ passed: false, found: expect.stringContaining('01 8.1') });
    // A correction that two persons decided is another matter.
    const entry = { number: 1, unit: '01', item: '8.1', before: '1', after: '9.9999', decisionNumber: '1', reason: 'r' };
    expect(surveysAgree({ ...differing, ledger: [entry] })).toMatchObject({ passed: true });
  });

  it('stops a number of people that another table tells', () => {
    // Places of the example have 30 or 31 answers: with 31 as the least, nearly all are withheld.
    const [sipas] = surveysOf(content.definition);
    if (sipas === undefined) throw new Error('no survey');
    const survey = surveyProduct(sipas.instrument, sipas.figures, sipas.clusters, sipas.lonelyPsu, 31);
    const rules = { ...content.definition.rules, smallestCell: 31 };
    const sound = { ...content, definition: { ...content.definition, rules }, surveys: [survey] };
    const rows = survey.places?.rows ?? [];
    expect(rows.filter(({ n }) => n === null).length).toBeGreaterThan(1000);
    const items = new Set(survey.places?.items);
    const shownOf = (row: (typeof rows)[number]): (number | null)[] => [
      ...row.numerators,
      ...row.denominators,
      ...row.linear.filter((_, f) => items.has(survey.places?.figures[f] ?? '')),
    ];
    for (const row of rows) if (row.n === null) expect(shownOf(row).filter((value) => value !== null)).toEqual([]);
    expect(disclosureHolds(sound)).toMatchObject({ passed: true });
    const shown = rows.map((row) => (row.n === null ? { ...row, n: 12 } : row));
    const leaking = { ...sound, surveys: [{ ...survey, places: { ...survey.places, rows: shown } }] } as ReleaseContent;
    expect(disclosureHolds(leaking)).toMatchObject({ passed: false });
  });

  it('finds nothing of a question that fewer than 30 of a place have an opinion on, however many were asked, also under the name of a group', () => {
    const [sipas] = surveysOf(content.definition);
    if (sipas?.clusters == null) throw new Error('no survey');
    const { clusters } = sipas;
    const { places } = surveyProduct(sipas.instrument, sipas.figures, clusters, sipas.lonelyPsu, 30);
    const opinionsOf = new Map(clusters.rows.map((row) => [`${row.unit} ${row.linear.at(-1)?.toPrecision(9)}`, row.opinions]));
    let [shown, hidden] = [0, 0];
    for (const row of places?.rows ?? []) {
      const opinions = opinionsOf.get(`${row.unit} ${row.linear.at(-1)?.toPrecision(9)}`) ?? [];
      for (const [i, denominator] of row.denominators.entries()) {
        if ((opinions[i] ?? 0) < 30) expect([denominator, row.numerators[i], row.linear[i]]).toEqual([null, null, null]);
        if (denominator === null) hidden += 1;
        else shown += 1;
      }
    }
    expect([shown > 0, hidden > 0]).toEqual([true, true]);
    // A group of one question is that question.
    const [alone] = sipas.instrument.groups.filter(({ items }) => items.length === 1);
    const [item, group] = [alone?.items[0], alone?.code].map((name) => places?.figures.indexOf(name ?? '') ?? -1);
    for (const { linear } of places?.rows ?? []) expect(linear[group ?? -1] === null).toBe(linear[item ?? -1] === null);
  });

  it('stops two renders that differ, and a report that is no whole tagged PDF', () => {
    const file = (text: string) => ({ path: 'a', contentType: 'text/plain', bytes: new TextEncoder().encode(text) });
    expect(rendersEqual([file('x')], [file('y')])).toMatchObject({ passed: false, found: 'a' });
    expect(reportsOpen([file('%PDF-1.7 cut off')])).toMatchObject({ passed: false });
  });
});
