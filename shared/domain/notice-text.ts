import { sayDay } from './calendar.ts';
import type { Bilingual } from './text-schemas.ts';

export type NoticeTextKind = 'opening' | 'reminder' | 'findings' | 'settled' | 'escalation' | 'released';
type Language = keyof Bilingual;

/** What a notice's text names. Never points, ranks or other units. */
export interface NoticeValues {
  readonly roundTitle: Bilingual;
  readonly round: string;
  readonly unitName: Bilingual;
  readonly stage?: 'self-assessment' | 'explanation';
  /** In ms. */
  readonly deadline?: number;
  readonly deadlineText?: string;
  readonly workingDays?: number;
  readonly missing?: readonly Bilingual[];
  readonly uploadId?: string;
  readonly findings?: number;
  readonly release?: number;
}

const STAGES: Readonly<Record<'self-assessment' | 'explanation', Bilingual>> = {
  'self-assessment': { vi: 'tự chấm điểm', en: 'self-assessment' },
  explanation: { vi: 'giải trình', en: 'explanation' },
};

interface Template {
  readonly subject: (values: NoticeValues, language: Language) => string;
  readonly lines: (values: NoticeValues, language: Language) => string[];
}

const stageOf = ({ stage }: NoticeValues, language: Language): string => STAGES[stage ?? 'self-assessment'][language];
const deadlineOf = ({ deadline = 0, deadlineText = '' }: NoticeValues, language: Language): string =>
  language === 'vi' ? deadlineText : `${deadlineText.slice(0, 5)} on ${sayDay(deadline, 'en')} (Viet Nam time)`;
const missingOf = ({ missing = [] }: NoticeValues, language: Language): string[] => missing.map((entry) => `- ${entry[language]}`);

const TEMPLATES: Readonly<Record<NoticeTextKind, Template>> = {
  opening: {
    subject: (values, language) =>
      language === 'vi' ? `Giai đoạn ${stageOf(values, 'vi')} đã mở` : `The stage of ${stageOf(values, 'en')} is open`,
    lines: (values, language) =>
      language === 'vi'
        ? [`Giai đoạn ${stageOf(values, 'vi')} đã mở. Hạn của đơn vị: ${deadlineOf(values, 'vi')}.`]
        : [`The stage of ${stageOf(values, 'en')} is open. Your unit's deadline: ${deadlineOf(values, 'en')}.`],
  },
  reminder: {
    subject: ({ workingDays }, language) =>
      language === 'vi' ? `Còn ${workingDays} ngày làm việc: hồ sơ chưa đầy đủ` : `${workingDays} working day(s) left: not complete`,
    lines: (values, language) =>
      language === 'vi'
        ? [`Hạn ${stageOf(values, 'vi')}: ${deadlineOf(values, 'vi')}. Còn thiếu:`, ...missingOf(values, 'vi')]
        : [`Deadline of the ${stageOf(values, 'en')}: ${deadlineOf(values, 'en')}. Still missing:`, ...missingOf(values, 'en')],
  },
  escalation: {
    subject: ({ workingDays }, language) =>
      language === 'vi'
        ? `Kính gửi thủ trưởng: còn ${workingDays} ngày làm việc, hồ sơ chưa đầy đủ`
        : `To the head of the unit: ${workingDays} working day(s) left, not complete`,
    lines: (values, language) =>
      language === 'vi'
        ? [`Hạn ${stageOf(values, 'vi')}: ${deadlineOf(values, 'vi')}. Đơn vị còn thiếu:`, ...missingOf(values, 'vi')]
        : [`Deadline of the ${stageOf(values, 'en')}: ${deadlineOf(values, 'en')}. The unit still lacks:`, ...missingOf(values, 'en')],
  },
  findings: {
    subject: (_, language) => (language === 'vi' ? 'Tệp đã nộp có lỗi cần sửa' : 'A file that you sent has errors'),
    lines: ({ uploadId, findings }, language) =>
      language === 'vi'
        ? [`Tệp nộp ${uploadId} có ${findings} lỗi. Biên nhận nêu từng lỗi, vị trí và cách sửa.`]
        : [`Upload ${uploadId} has ${findings} error(s). Its receipt names each, where it is and what to do.`],
  },
  settled: {
    subject: (_, language) => (language === 'vi' ? 'Đã có điểm thẩm định' : 'The appraised points are there'),
    lines: (_, language) =>
      language === 'vi'
        ? ['Thẩm định đã kết thúc. Đơn vị xem được điểm thẩm định và lý do của từng tiêu chí, và được giải trình trong thời hạn.']
        : ['The appraisal is over. Your unit can see the points of each item with their reasons, and may explain within the deadline.'],
  },
  released: {
    subject: ({ release }, language) => (language === 'vi' ? `Đã công bố (bản số ${release})` : `Published (release ${release})`),
    lines: ({ deadlineText, deadline = 0 }, language) =>
      language === 'vi'
        ? [
            `Kết quả đã được công bố, có trang riêng và báo cáo của từng đơn vị. Đơn vị được khiếu nại đến ${deadlineText} và gửi kế hoạch khắc phục.`,
          ]
        : [
            `The results are public, with a page and a report of each unit. Your unit may complain until ${sayDay(deadline, 'en')} and send its remedy plan.`,
          ],
  },
};

/** Subject and text of a notice in one language. */
export function noticeText(kind: NoticeTextKind, values: NoticeValues, language: Language): { subject: string; text: string } {
  const { subject, lines } = TEMPLATES[kind];
  const { roundTitle, round, unitName } = values;
  const footer =
    language === 'vi'
      ? 'Thư tự động, mỗi nội dung gửi một lần. Không trả lời thư này.'
      : 'This message is automatic and sent once. Please do not reply.';
  return {
    subject: `[${round}] ${subject(values, language)}`,
    text: `${unitName[language]}\n${roundTitle[language]}\n\n${lines(values, language).join('\n')}\n\n${footer}\n`,
  };
}
