import type { ApiRequest, FileAnswer } from '../../../shared/contracts/api.ts';
import { describeAddress } from '../../../shared/contracts/findings.ts';
import type { Receipt } from '../../../shared/contracts/uploads.ts';
import { sayInstant } from '../../../shared/domain/calendar.ts';
import { Html, html } from '../../../shared/domain/html.ts';
import { ROUND_WIDE, type UploadKind } from '../../../shared/domain/round.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { UploadStore } from '../../../shared/storage/upload-store.ts';
import { receiptFor } from '../receipt-for.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly uploads: UploadStore;
}

const STATUS: Readonly<Record<Receipt['status'], string>> = {
  issued: 'Chưa nhận được tệp',
  received: 'Đã nhận, đang kiểm tra',
  accepted: 'Đã ghi nhận',
  rejected: 'Bị từ chối (bản gốc vẫn được giữ)',
  'set-aside': 'Chờ người có thẩm quyền xem xét',
};

const KINDS: Readonly<Record<UploadKind, string>> = {
  'self-assessment': 'Bản tự chấm điểm',
  'signed-report': 'Báo cáo đã ký',
  evidence: 'Tài liệu kiểm chứng',
  'reference-facts': 'Số liệu đối chiếu của cơ quan',
  readings: 'Bảng chấm thẩm định',
  survey: 'Phiếu khảo sát',
  presses: 'Lượt bấm nút đánh giá',
  'central-scores': 'Điểm do Bộ Nội vụ nhập',
};

/** One page holds about so many findings; the rest is in the system. */
const SHOWN_FINDINGS = 8;

const STYLE = `@page{size:A4;margin:20mm}body{font:12pt/1.5 "Times New Roman",Tinos,serif;color:#111;max-width:170mm;margin:0 auto;padding:8mm}
header{display:flex;justify-content:space-between;gap:10mm;text-align:center;font-size:11pt}header p{margin:0}header strong{display:block}
h1{font-size:16pt;text-align:center;margin:10mm 0 2mm}.sub{text-align:center;margin:0 0 8mm}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #555;padding:1.5mm 2.5mm;text-align:left;vertical-align:top}th{width:48mm;font-weight:normal;background:#f3f3f3}
code{font:9.5pt/1.4 "Courier New",monospace;overflow-wrap:anywhere}.findings li{margin-bottom:1mm}.small{font-size:10pt}`;

function page(receipt: Receipt, roundTitle: string, unitName: string): string {
  const { receivedAt, onTime, sha256, size, signature, recordedAs, findings, findingCount } = receipt;
  const rows: [string, Html | string][] = [
    ['Đơn vị', unitName],
    ['Kỳ đánh giá', roundTitle],
    ['Loại tệp', KINDS[receipt.kind]],
    ['Tên tệp', receipt.fileName],
    ['Thời điểm nhận', receivedAt === undefined ? '–' : sayInstant(Date.parse(receivedAt))],
    ['Đúng hạn', onTime === undefined ? '–' : onTime ? 'Đúng hạn' : 'Muộn, không được tính'],
    ['Dung lượng', size === undefined ? '–' : `${size.toLocaleString('vi-VN')} byte`],
    ['Mã băm SHA-256 của tệp', html`<code>${sha256 ?? '–'}</code>`],
    ['Kết quả kiểm tra', `${STATUS[receipt.status]}; ${findingCount} phát hiện`],
  ];
  if (recordedAs !== undefined) {
    rows.push(['Ghi thành bản', `Bản ${recordedAs.version}: ${recordedAs.claimed}/${recordedAs.owed} tiêu chí có điểm`]);
    rows.push(['Mã băm nội dung của bản', html`<code>${recordedAs.contentHash}</code>`]);
  }
  if (signature !== undefined) rows.push(['Chữ ký số của hệ thống', html`<code>${signature}</code>`]);
  const shown = findings.filter(({ severity }) => severity !== 'note').slice(0, SHOWN_FINDINGS);
  const list = shown.map((finding) => html`<li>${describeAddress(finding)}: ${finding.message.vi}</li>`);
  return html`<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Biên nhận ${receipt.uploadId}</title><style>${new Html(STYLE)}</style></head>
<body><header><p><strong>BỘ NỘI VỤ</strong>Hệ thống chỉ số cải cách hành chính</p><p><strong>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</strong>Độc lập - Tự do - Hạnh phúc</p></header>
<main><h1>BIÊN NHẬN NỘP TỆP</h1><p class="sub">Số ${receipt.uploadId}</p>
<table><tbody>${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>
${shown.length === 0 ? '' : html`<h2 class="small">Một số phát hiện (${shown.length}/${findingCount})</h2><ul class="findings small">${list}</ul>`}
<p class="small">Biên nhận này được ký bằng khóa của hệ thống. Lưu tệp JSON của biên nhận và kiểm tra bằng lệnh: par receipt verify TỆP --key KHÓA.</p></main></body></html>
`.text;
}

/** The receipt as one page in Vietnamese, to print and file. */
export async function printReceipt(
  { caller, path: { round, uploadId } }: ApiRequest<{ round: string; uploadId: string }>,
  { rounds, uploads }: Dependencies,
): Promise<FileAnswer> {
  const receipt = receiptFor(caller, uploadId, await uploads.find(round, uploadId));
  const { title, units } = await rounds.definition(round);
  const unit = receipt.unit === ROUND_WIDE ? 'Toàn kỳ' : (units.find(({ code }) => code === receipt.unit)?.name.vi ?? receipt.unit);
  const bytes = new TextEncoder().encode(page(receipt, title.vi, unit));
  return { bytes, contentType: 'text/html; charset=utf-8', fileName: `bien-nhan-${uploadId}.html`, isShown: true };
}
