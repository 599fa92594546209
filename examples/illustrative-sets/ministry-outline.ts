import {
  againstTarget,
  BNV,
  BTC,
  BTP,
  BTTTT,
  by,
  cappedCount,
  cappedShare,
  criterion,
  deduction,
  exempt,
  field,
  item,
  manual,
  type OutlineField,
  steps,
  surveyed,
  thresholdLinear,
  VPCP,
  yesNo,
} from './outline.ts';

const OFFICIALS = 'officials-2023';
const LEADERS = 'leaders-2023';
const USERS = 'users-2023';

/** Seven fields; criteria/sub-criteria 7/6, 9/15, 6/19, 4/14, 6/16, 3/13, 3/14 as published. All other content is illustrative. */
export const ministryOutline: readonly OutlineField[] = [
  field('9', 'Công tác chỉ đạo, điều hành cải cách hành chính | Steering and direction of administrative reform', [
    criterion('1.5', 'Kế hoạch cải cách hành chính năm | Yearly administrative reform plan', [
      item(
        '0.5',
        'Ban hành kế hoạch CCHC năm đúng thời hạn | Issuing the yearly reform plan on time',
        yesNo(
          'Kế hoạch CCHC của năm đánh giá có được ban hành chậm nhất ngày 31/01 không? | Was the reform plan of the year assessed issued by 31 January?',
        ),
        'Quyết định ban hành kế hoạch CCHC năm của bộ, cơ quan | The decision of the ministry or agency that issued the yearly reform plan',
        BNV,
      ),
      item(
        '1',
        'Mức độ hoàn thành kế hoạch CCHC năm | Completion of the yearly reform plan',
        steps('Số nhiệm vụ đã hoàn thành | Tasks completed', 'Số nhiệm vụ trong kế hoạch | Tasks in the plan', {
          70: '0.25',
          80: '0.5',
          90: '0.75',
          100: '1',
        }),
        'Báo cáo kết quả thực hiện kế hoạch CCHC năm kèm danh mục sản phẩm của từng nhiệm vụ | Report on the yearly reform plan with the list of products of each task',
        BNV,
      ),
    ]),
    item(
      '0.5',
      'Thực hiện chế độ báo cáo CCHC định kỳ | Periodic reports on administrative reform',
      deduction(
        '0.25',
        'Số báo cáo định kỳ gửi chậm, thiếu nội dung hoặc không gửi | Periodic reports sent late, incomplete or not at all',
      ),
      'Báo cáo CCHC quý I, 6 tháng, quý III và năm, có ngày phát hành trên hệ thống quản lý văn bản | Reports of quarter I, six months, quarter III and the year, with the date of issue in the document system',
      BNV,
    ),
    criterion('1.5', 'Kiểm tra công tác cải cách hành chính | Inspection of administrative reform', [
      item(
        '0.75',
        'Tỷ lệ cơ quan, đơn vị thuộc bộ được kiểm tra CCHC trong năm | Share of subordinate bodies inspected on reform in the year',
        cappedShare(
          '30',
          'Số cơ quan, đơn vị thuộc, trực thuộc đã được kiểm tra | Subordinate bodies inspected',
          'Tổng số cơ quan, đơn vị thuộc, trực thuộc bộ | All subordinate bodies of the ministry',
        ),
        'Kế hoạch kiểm tra, quyết định thành lập đoàn và thông báo kết luận kiểm tra của từng đơn vị | Inspection plan, decisions setting up the teams and the conclusions for each body',
        BNV,
      ),
      item(
        '0.75',
        'Xử lý các vấn đề phát hiện qua kiểm tra CCHC | Handling of problems found by reform inspections',
        thresholdLinear(
          '80',
          'Số vấn đề đã xử lý hoặc kiến nghị xử lý xong | Problems handled or proposed for handling',
          'Số vấn đề phát hiện qua kiểm tra | Problems found by the inspections',
          'maximum',
        ),
        'Báo cáo khắc phục tồn tại của các đơn vị được kiểm tra và văn bản xử lý | Reports of the inspected bodies on remedies, and the documents that settled the problems',
        BNV,
      ),
    ]),
    item(
      '0.5',
      'Chất lượng công tác tuyên truyền CCHC | Quality of communication about administrative reform',
      manual('0.25'),
      'Kế hoạch tuyên truyền, chuyên trang, chuyên mục, tin bài, tọa đàm đã thực hiện trong năm | Communication plan, dedicated pages and columns, articles and talks of the year',
      BNV,
      { blind: true },
    ),
    item(
      '1',
      'Sáng kiến, giải pháp mới trong CCHC | Initiatives and new solutions in administrative reform',
      cappedCount(
        '0.5',
        'Số sáng kiến, giải pháp mới được công nhận và áp dụng lần đầu trong năm | Initiatives and new solutions recognised and first applied in the year',
      ),
      'Quyết định công nhận sáng kiến và báo cáo kết quả áp dụng tại bộ, ngành | Decision recognising the initiative and report on its application in the ministry or sector',
      BNV,
      { mayExceedClaim: true },
    ),
    item(
      '2',
      'Thực hiện nhiệm vụ Chính phủ, Thủ tướng Chính phủ giao | Tasks assigned by the Government and the Prime Minister',
      thresholdLinear(
        '80',
        'Số nhiệm vụ hoàn thành đúng hạn | Tasks completed on time',
        'Số nhiệm vụ được giao có hạn hoàn thành trong năm | Assigned tasks that fell due in the year',
      ),
      'Kết quả theo dõi nhiệm vụ trên hệ thống của Văn phòng Chính phủ, tại ngày 31/12 | Task monitoring record in the system of the Office of the Government, as of 31 December',
      VPCP,
    ),
    criterion('2', 'Tác động của chỉ đạo, điều hành CCHC | Effect of the steering of administrative reform', [
      surveyed('1', 'Tính kịp thời trong chỉ đạo, điều hành CCHC | Timeliness of steering', OFFICIALS),
      surveyed('1', 'Hiệu quả thực hiện các nhiệm vụ CCHC của bộ | Effectiveness of the reform tasks of the ministry', LEADERS),
    ]),
  ]),

  field('15', 'Cải cách thể chế | Institutional reform', [
    criterion('3', 'Xây dựng văn bản quy phạm pháp luật | Drafting of legal documents', [
      item(
        '1.5',
        'Mức độ hoàn thành chương trình, kế hoạch xây dựng VBQPPL | Completion of the programme for drafting legal documents',
        steps(
          'Số văn bản đã trình hoặc ban hành đúng tiến độ | Documents submitted or issued on schedule',
          'Số văn bản phải trình hoặc ban hành trong năm | Documents due for submission or issue in the year',
          { 70: '0.5', 80: '0.75', 90: '1', 100: '1.5' },
        ),
        'Chương trình, kế hoạch xây dựng VBQPPL được phê duyệt, tờ trình và văn bản đã ban hành | Approved drafting programme, submissions and the documents issued',
        by('BTP', 'BNV', 'VPCP'),
      ),
      item(
        '0.75',
        'Tuân thủ quy trình xây dựng, thẩm định VBQPPL | Compliance with the procedure for drafting and appraising legal documents',
        deduction(
          '0.25',
          'Số văn bản ban hành sai trình tự, thủ tục hoặc thể thức | Documents issued against the required steps, procedure or form',
        ),
        'Hồ sơ xây dựng văn bản: tổng hợp ý kiến, báo cáo thẩm định, báo cáo tiếp thu, giải trình | Drafting files: collected opinions, appraisal report, report on how opinions were taken up',
        BTP,
      ),
      item(
        '0.75',
        'Ban hành văn bản quy định chi tiết luật, pháp lệnh | Issuing detailed regulations under laws and ordinances',
        thresholdLinear(
          '80',
          'Số văn bản quy định chi tiết không bị nợ đọng | Detailed regulations without delay',
          'Số văn bản quy định chi tiết phải ban hành trong năm | Detailed regulations due in the year',
          'maximum',
        ),
        'Danh mục văn bản quy định chi tiết được phân công và văn bản đã ban hành | List of detailed regulations assigned and the regulations issued',
        BTP,
      ),
    ]),
    criterion('1.25', 'Rà soát, hệ thống hóa văn bản quy phạm pháp luật | Review and systematisation of legal documents', [
      item(
        '0.5',
        'Mức độ hoàn thành kế hoạch rà soát VBQPPL | Completion of the plan for reviewing legal documents',
        steps('Số văn bản đã rà soát | Documents reviewed', 'Số văn bản phải rà soát theo kế hoạch | Documents to review under the plan', {
          80: '0.25',
          100: '0.5',
        }),
        'Kế hoạch và báo cáo kết quả rà soát, hệ thống hóa VBQPPL năm | Plan and report on the review and systematisation of legal documents of the year',
        BTP,
      ),
      item(
        '0.75',
        'Xử lý văn bản sau rà soát | Handling of documents after review',
        thresholdLinear(
          '70',
          'Số văn bản đã sửa đổi, thay thế, bãi bỏ hoặc đã kiến nghị | Documents amended, replaced, repealed or proposed for it',
          'Số văn bản phải xử lý sau rà soát | Documents that need handling after review',
          'maximum',
        ),
        'Văn bản sửa đổi, thay thế, bãi bỏ; văn bản kiến nghị cơ quan có thẩm quyền xử lý | Amending, replacing or repealing documents; proposals to the competent authority',
        BTP,
      ),
    ]),
    criterion('1.5', 'Theo dõi tình hình thi hành pháp luật | Monitoring of law enforcement', [
      item(
        '0.5',
        'Hoàn thành kế hoạch theo dõi tình hình thi hành pháp luật | Completion of the law enforcement monitoring plan',
        steps('Số hoạt động đã thực hiện | Activities carried out', 'Số hoạt động trong kế hoạch | Activities in the plan', {
          80: '0.25',
          100: '0.5',
        }),
        'Kế hoạch theo dõi tình hình thi hành pháp luật và tài liệu của từng hoạt động | Monitoring plan and the papers of each activity',
        BTP,
      ),
      item(
        '0.5',
        'Xử lý kết quả theo dõi tình hình thi hành pháp luật | Handling of monitoring results',
        cappedShare(
          '90',
          'Số kiến nghị đã được xử lý | Recommendations handled',
          'Số kiến nghị qua theo dõi thi hành pháp luật | Recommendations made by the monitoring',
          'maximum',
        ),
        'Văn bản xử lý hoặc kiến nghị xử lý kết quả theo dõi | Documents that handled the results or proposed how to',
        BTP,
      ),
      item(
        '0.5',
        'Báo cáo năm về tình hình thi hành pháp luật | Yearly report on law enforcement',
        yesNo('Báo cáo có đủ nội dung và gửi đúng hạn không? | Was the report complete and sent on time?'),
        'Báo cáo tình hình thi hành pháp luật năm gửi Bộ Tư pháp | Yearly report on law enforcement sent to the Ministry of Justice',
        BTP,
      ),
    ]),
    criterion('1', 'Kiểm tra, xử lý văn bản quy phạm pháp luật | Checking and handling of legal documents', [
      item(
        '0.5',
        'Chất lượng kiểm tra văn bản theo thẩm quyền | Quality of document checks within the ministry’s powers',
        manual('0.25'),
        'Kế hoạch, báo cáo và kết luận kiểm tra VBQPPL theo thẩm quyền | Plan, report and conclusions of document checks within the ministry’s powers',
        BTP,
        { blind: true },
      ),
      item(
        '0.5',
        'Xử lý văn bản trái pháp luật được phát hiện | Handling of unlawful documents found',
        thresholdLinear(
          '80',
          'Số văn bản trái pháp luật đã xử lý xong | Unlawful documents fully handled',
          'Số văn bản trái pháp luật được phát hiện | Unlawful documents found',
          'maximum',
        ),
        'Kết luận kiểm tra và văn bản đình chỉ, bãi bỏ, đính chính | Check conclusions and the documents that suspended, repealed or corrected',
        BTP,
      ),
    ]),
    item(
      '0.5',
      'Thực hiện pháp điển hệ thống quy phạm pháp luật | Codification of legal norms',
      steps(
        'Số đề mục đã pháp điển hoặc cập nhật đúng hạn | Subject heads codified or updated on time',
        'Số đề mục được phân công trong năm | Subject heads assigned for the year',
        { 80: '0.25', 100: '0.5' },
        'maximum',
      ),
      'Quyết định phê duyệt kết quả pháp điển và hồ sơ cập nhật Bộ pháp điển | Decision approving the codification and files of updates to the legal code',
      BTP,
    ),
    item(
      '0.75',
      'Chất lượng đánh giá tác động chính sách | Quality of policy impact assessments',
      manual('0.25'),
      'Báo cáo đánh giá tác động chính sách của các đề nghị xây dựng VBQPPL trong năm | Impact assessment reports of the year’s proposals for legal documents',
      by('BTP', 'BNV', 'VPCP'),
      { blind: true, mayExceedClaim: true },
    ),
    item(
      '0.5',
      'Phổ biến, giáo dục pháp luật thuộc ngành, lĩnh vực | Legal information and education in the sector',
      cappedCount(
        '0.1',
        'Số hội nghị, chuyên đề, tài liệu phổ biến pháp luật đã thực hiện | Conferences, thematic events and materials delivered',
      ),
      'Kế hoạch và báo cáo phổ biến, giáo dục pháp luật; chương trình, tài liệu hội nghị | Plan and report on legal education; programmes and materials of the events',
      BTP,
    ),
    criterion('5', 'Chất lượng văn bản do bộ tham mưu, ban hành | Quality of documents drafted or issued by the ministry', [
      surveyed('1', 'Tính đồng bộ, thống nhất của hệ thống VBQPPL | Consistency of the legal documents', OFFICIALS),
      surveyed('1', 'Tính hợp lý của VBQPPL | Reasonableness of the legal documents', OFFICIALS),
      surveyed('1', 'Tính khả thi của VBQPPL | Feasibility of the legal documents', OFFICIALS),
      surveyed('1', 'Tính kịp thời của VBQPPL | Timeliness of the legal documents', LEADERS),
      surveyed('1', 'Tính dễ tiếp cận, dễ hiểu của VBQPPL | Accessibility and clarity of the legal documents', LEADERS),
    ]),
    surveyed('1.5', 'Hiệu quả tổ chức thi hành pháp luật của bộ | Effectiveness of the ministry’s law enforcement', LEADERS),
  ]),

  field('17', 'Cải cách thủ tục hành chính | Administrative procedure reform', [
    criterion('2.5', 'Kiểm soát quy định thủ tục hành chính | Control of rules on administrative procedures', [
      item(
        '1',
        'Đánh giá tác động thủ tục hành chính trong dự thảo văn bản | Impact assessment of procedures in draft documents',
        thresholdLinear(
          '90',
          'Số TTHC trong dự thảo đã được đánh giá tác động | Procedures in drafts with an impact assessment',
          'Số TTHC được quy định trong các dự thảo trình trong năm | Procedures set out in the drafts submitted in the year',
          'maximum',
        ),
        'Bản đánh giá tác động TTHC và ý kiến thẩm định đối với quy định TTHC | Impact assessments of procedures and appraisal opinions on them',
        by('VPCP', 'BNV', 'BTP'),
      ),
      item(
        '0.75',
        'Công bố thủ tục hành chính đúng thời hạn | Announcing administrative procedures on time',
        deduction('0.25', 'Số TTHC công bố chậm hoặc chưa công bố | Procedures announced late or not announced'),
        'Quyết định công bố TTHC, danh mục TTHC phát sinh trong năm | Decisions announcing procedures, list of procedures that arose in the year',
        VPCP,
      ),
      item(
        '0.75',
        'Công khai TTHC trên Cơ sở dữ liệu quốc gia | Publication of procedures in the national database',
        steps(
          'Số TTHC công khai đầy đủ, đúng nội dung | Procedures published fully and correctly',
          'Số TTHC còn hiệu lực thuộc phạm vi quản lý | Procedures in force in the ministry’s scope',
          { 80: '0.25', 90: '0.5', 100: '0.75' },
        ),
        'Kết xuất từ Cơ sở dữ liệu quốc gia về TTHC tại ngày 31/12 | Export of the national database of administrative procedures as of 31 December',
        VPCP,
      ),
    ]),
    criterion(
      '7',
      'Giải quyết TTHC theo cơ chế một cửa, một cửa liên thông | Handling of procedures at one-stop and inter-agency one-stop shops',
      [
        item(
          '0.75',
          'TTHC được tiếp nhận, trả kết quả tại Bộ phận Một cửa | Procedures received and returned at the one-stop shop',
          steps(
            'Số TTHC thực hiện tại Bộ phận Một cửa | Procedures handled at the one-stop shop',
            'Số TTHC phải thực hiện tại Bộ phận Một cửa | Procedures that must be handled there',
            { 80: '0.25', 90: '0.5', 100: '0.75' },
          ),
          'Quyết định danh mục TTHC thực hiện tại Bộ phận Một cửa, báo cáo kiểm soát TTHC | Decision on the list of procedures for the one-stop shop, procedure control report',
          VPCP,
          {
            notFor: exempt(
              ['UBDT'],
              'Minh họa: cơ quan không có TTHC thuộc diện tổ chức Bộ phận Một cửa. | Illustrative: the body has no procedures that call for a one-stop shop.',
            ),
          },
        ),
        item(
          '1.5',
          'Hồ sơ TTHC giải quyết đúng hạn tại cơ quan bộ | Dossiers settled on time at the ministry',
          thresholdLinear(
            '90',
            'Số hồ sơ giải quyết đúng hạn, trước hạn | Dossiers settled on time or earlier',
            'Số hồ sơ đã giải quyết trong năm | Dossiers settled in the year',
            'maximum',
          ),
          'Thống kê hồ sơ trên Hệ thống thông tin giải quyết TTHC của bộ | Dossier statistics of the ministry’s procedure handling system',
          VPCP,
        ),
        item(
          '1',
          'Hồ sơ TTHC giải quyết đúng hạn tại cơ quan ngành dọc ở địa phương | Dossiers settled on time at vertical bodies in the provinces',
          thresholdLinear(
            '90',
            'Số hồ sơ giải quyết đúng hạn tại cơ quan ngành dọc | Dossiers settled on time at vertical bodies',
            'Số hồ sơ đã giải quyết tại cơ quan ngành dọc | Dossiers settled at vertical bodies',
          ),
          'Báo cáo tổng hợp tình hình giải quyết TTHC của các cơ quan ngành dọc | Summary report on procedures settled by the vertical bodies',
          VPCP,
          {
            notFor: exempt(
              ['TTCP', 'UBDT'],
              'Minh họa: cơ quan không có tổ chức ngành dọc đặt tại địa phương. | Illustrative: the body has no vertical organisation in the provinces.',
            ),
          },
        ),
        item(
          '0.5',
          'Thực hiện xin lỗi bằng văn bản khi hồ sơ trễ hạn | Written apology for overdue dossiers',
          thresholdLinear(
            '80',
            'Số hồ sơ trễ hạn có văn bản xin lỗi, hẹn lại | Overdue dossiers with an apology and a new date',
            'Số hồ sơ trễ hạn trong năm | Dossiers overdue in the year',
            'maximum',
          ),
          'Danh sách hồ sơ trễ hạn kèm thư xin lỗi và hẹn lại ngày trả kết quả | List of overdue dossiers with the letters of apology and new dates',
          VPCP,
        ),
        item(
          '0.5',
          'Thực hiện TTHC theo cơ chế một cửa liên thông | Procedures under the inter-agency one-stop mechanism',
          cappedCount('0.1', 'Số TTHC hoặc nhóm TTHC đang thực hiện liên thông | Procedures or groups handled across agencies'),
          'Quyết định ban hành quy trình liên thông và thống kê hồ sơ liên thông | Decisions issuing the inter-agency process and dossier statistics',
          VPCP,
        ),
        item(
          '0.75',
          'Số hóa hồ sơ khi tiếp nhận, giải quyết TTHC | Digitisation of dossiers on receipt and handling',
          cappedShare(
            '80',
            'Số hồ sơ đã số hóa đầy đủ thành phần | Dossiers digitised in all parts',
            'Số hồ sơ đã tiếp nhận trong năm | Dossiers received in the year',
            'zero',
          ),
          'Thống kê số hóa trên Hệ thống thông tin giải quyết TTHC | Digitisation statistics of the procedure handling system',
          by('VPCP', 'BNV', 'BTTTT'),
        ),
        item(
          '0.5',
          'Cấp kết quả giải quyết TTHC bản điện tử | Results of procedures issued electronically',
          cappedShare(
            '80',
            'Số kết quả giải quyết được cấp bản điện tử có ký số | Results issued electronically with a digital signature',
            'Số hồ sơ đã giải quyết và có kết quả | Dossiers settled with a result',
            'zero',
          ),
          'Thống kê kết quả điện tử đồng bộ với Cổng Dịch vụ công quốc gia | Statistics of electronic results synchronised with the National Public Service Portal',
          by('VPCP', 'BNV', 'BTTTT'),
        ),
        item(
          '0.5',
          'Tái sử dụng thông tin, dữ liệu số hóa | Reuse of digitised information and data',
          cappedShare(
            '50',
            'Số hồ sơ có khai thác lại dữ liệu đã số hóa | Dossiers that reused digitised data',
            'Số hồ sơ đã tiếp nhận trong kỳ | Dossiers received in the period',
          ),
          'Báo cáo khai thác, sử dụng lại dữ liệu từ Kho quản lý dữ liệu điện tử | Report on data reused from the electronic data store',
          VPCP,
        ),
        item(
          '0.5',
          'Đánh giá chất lượng giải quyết TTHC | Evaluation of the quality of procedure handling',
          yesNo(
            'Việc đánh giá có được thực hiện đủ kỳ và công khai kết quả không? | Was the evaluation done for every period and were its results published?',
          ),
          'Văn bản công khai kết quả đánh giá chất lượng giải quyết TTHC | Document publishing the results of the evaluation',
          VPCP,
        ),
        item(
          '0.5',
          'Điều kiện làm việc và bố trí nhân sự tại Bộ phận Một cửa | Working conditions and staffing of the one-stop shop',
          manual('0.25'),
          'Quyết định kiện toàn Bộ phận Một cửa, hình ảnh và danh mục trang thiết bị | Decision on the one-stop shop, pictures and list of equipment',
          VPCP,
          {
            blind: true,
            notFor: exempt(['UBDT'], 'Minh họa: cơ quan không tổ chức Bộ phận Một cửa. | Illustrative: the body runs no one-stop shop.'),
          },
        ),
      ],
    ),
    criterion('1', 'Tiếp nhận, xử lý phản ánh, kiến nghị về quy định hành chính | Complaints and suggestions about administrative rules', [
      item(
        '0.5',
        'Xử lý phản ánh, kiến nghị đúng hạn | Handling complaints and suggestions on time',
        thresholdLinear(
          '80',
          'Số phản ánh, kiến nghị xử lý đúng hạn | Complaints and suggestions handled on time',
          'Số phản ánh, kiến nghị thuộc thẩm quyền đã tiếp nhận | Complaints and suggestions received within the ministry’s powers',
          'maximum',
        ),
        'Kết xuất từ Hệ thống tiếp nhận, trả lời phản ánh, kiến nghị | Export of the system for complaints and suggestions',
        VPCP,
      ),
      item(
        '0.5',
        'Công khai kết quả trả lời phản ánh, kiến nghị | Publishing the answers to complaints and suggestions',
        steps(
          'Số kết quả trả lời đã công khai | Answers published',
          'Số phản ánh, kiến nghị đã trả lời | Complaints and suggestions answered',
          { 80: '0.25', 100: '0.5' },
          'maximum',
        ),
        'Đường dẫn công khai kết quả trên cổng thông tin điện tử của bộ | Links to the published answers on the ministry’s portal',
        VPCP,
      ),
    ]),
    item(
      '1.5',
      'Cắt giảm, đơn giản hóa quy định liên quan đến hoạt động kinh doanh | Cutting and simplifying rules on business',
      againstTarget(
        'higher',
        '50',
        'Số quy định đã cắt giảm, đơn giản hóa trong năm | Rules cut or simplified in the year',
        'Số quy định phải cắt giảm, đơn giản hóa theo phương án được duyệt | Rules to cut or simplify under the approved plan',
      ),
      'Phương án được Thủ tướng Chính phủ phê duyệt và VBQPPL thực thi phương án | Plan approved by the Prime Minister and the legal documents that carry it out',
      by('VPCP', 'BNV', 'BTP'),
    ),
    item(
      '1',
      'Thực thi phương án phân cấp giải quyết TTHC | Carrying out the plan for delegating procedures',
      cappedShare(
        '100',
        'Số TTHC đã phân cấp | Procedures delegated',
        'Số TTHC phải phân cấp theo phương án đến hết năm | Procedures to delegate under the plan by the end of the year',
        'maximum',
      ),
      'Văn bản thực thi phương án phân cấp và quyết định công bố TTHC được phân cấp | Documents carrying out the delegation and decisions announcing the delegated procedures',
      VPCP,
    ),
    criterion('4', 'Đánh giá của tổ chức, cá nhân về giải quyết TTHC | How people and organisations rate procedure handling', [
      surveyed('1', 'Mức độ dễ hiểu, dễ thực hiện của quy định TTHC | Clarity of the rules on procedures', USERS),
      surveyed('1', 'Sự hợp lý của thành phần hồ sơ | Reasonableness of the papers required', USERS),
      surveyed('1', 'Thái độ phục vụ của công chức giải quyết TTHC | Attitude of the officials who handle procedures', USERS),
      surveyed('1', 'Thời gian giải quyết TTHC trên thực tế | Actual time taken by procedures', USERS),
    ]),
  ]),

  field('12', 'Cải cách tổ chức bộ máy hành chính | Organisational apparatus reform', [
    criterion('2.5', 'Sắp xếp, kiện toàn tổ chức bộ máy | Rearranging and strengthening the organisation', [
      item(
        '1',
        'Hoàn thành sắp xếp tổ chức theo nghị định về chức năng, nhiệm vụ | Rearrangement under the decree on functions and duties',
        steps(
          'Số đơn vị đã có văn bản quy định chức năng, nhiệm vụ mới | Units with new rules on functions and duties',
          'Số đơn vị thuộc cơ cấu tổ chức theo nghị định | Units in the structure set by the decree',
          { 80: '0.5', 90: '0.75', 100: '1' },
        ),
        'Nghị định và quyết định quy định chức năng, nhiệm vụ của từng đơn vị | The decree and the decisions on functions and duties of each unit',
        BNV,
      ),
      item(
        '0.5',
        'Sắp xếp đơn vị sự nghiệp công lập trực thuộc | Rearranging public service units of the ministry',
        steps(
          'Số đơn vị sự nghiệp công lập đã sắp xếp | Public service units rearranged',
          'Số đơn vị sự nghiệp công lập phải sắp xếp theo đề án | Public service units to rearrange under the scheme',
          { 70: '0.25', 100: '0.5' },
          'maximum',
        ),
        'Đề án sắp xếp được phê duyệt và quyết định tổ chức lại, sáp nhập, giải thể | Approved scheme and the decisions on reorganisation, merger or closure',
        BNV,
      ),
      item(
        '0.5',
        'Tuân thủ tiêu chí thành lập tổ chức và số lượng cấp phó | Compliance with criteria for units and numbers of deputies',
        deduction(
          '0.25',
          'Số tổ chức không đủ tiêu chí thành lập hoặc vượt số lượng cấp phó | Units below the criteria or with too many deputies',
        ),
        'Báo cáo thống kê tổ chức, số lượng lãnh đạo cấp vụ, cấp phòng tại ngày 31/12 | Statistics of units and of leaders at department and division level as of 31 December',
        BNV,
      ),
      item(
        '0.5',
        'Thực hiện quy chế làm việc của bộ | Applying the ministry’s working regulations',
        yesNo(
          'Quy chế làm việc có được ban hành hoặc sửa đổi phù hợp với cơ cấu tổ chức hiện hành không? | Were the working regulations issued or amended to fit the present structure?',
        ),
        'Quyết định ban hành quy chế làm việc và báo cáo tự kiểm tra thực hiện | Decision issuing the working regulations and report on the self-check',
        by('BNV', 'VPCP', 'BTP'),
      ),
    ]),
    criterion('2', 'Thực hiện quy định về quản lý biên chế | Management of staff quotas', [
      item(
        '0.75',
        'Sử dụng biên chế trong phạm vi được giao | Use of staff within the assigned quota',
        deduction('0.25', 'Số cơ quan, đơn vị sử dụng vượt biên chế được giao | Bodies that used more staff than assigned'),
        'Quyết định giao biên chế và thống kê số người làm việc tại ngày 31/12 | Decision assigning quotas and statistics of staff as of 31 December',
        BNV,
      ),
      item(
        '0.75',
        'Thực hiện tinh giản biên chế công chức | Downsizing of civil servants',
        againstTarget(
          'higher',
          '70',
          'Số biên chế công chức đã giảm lũy kế | Civil servant posts cut so far',
          'Số biên chế công chức phải giảm lũy kế theo kế hoạch | Civil servant posts to cut so far under the plan',
        ),
        'Kế hoạch tinh giản biên chế và danh sách đã phê duyệt từng đợt | Downsizing plan and the lists approved in each round',
        BNV,
      ),
      item(
        '0.5',
        'Giảm số người hưởng lương ngân sách tại đơn vị sự nghiệp | Fewer budget-paid staff in public service units',
        againstTarget(
          'higher',
          '70',
          'Số người hưởng lương ngân sách đã giảm lũy kế | Budget-paid staff cut so far',
          'Số người phải giảm lũy kế theo kế hoạch | Staff to cut so far under the plan',
        ),
        'Quyết định giao số lượng người làm việc và báo cáo thực hiện | Decision assigning staff numbers and report on its implementation',
        by('BNV', 'VPCP', 'BTC'),
      ),
    ]),
    criterion('2.5', 'Phân cấp quản lý nhà nước | Delegation of state management', [
      item(
        '0.75',
        'Ban hành quy định phân cấp theo chương trình được duyệt | Issuing delegation rules under the approved programme',
        steps(
          'Số văn bản về phân cấp đã trình hoặc ban hành | Delegation documents submitted or issued',
          'Số văn bản về phân cấp phải trình hoặc ban hành trong năm | Delegation documents due in the year',
          { 70: '0.25', 85: '0.5', 100: '0.75' },
          'maximum',
        ),
        'Chương trình đẩy mạnh phân cấp, phân quyền và văn bản đã ban hành | Programme for delegation and decentralisation and the documents issued',
        by('BNV', 'VPCP', 'BTP'),
      ),
      item(
        '0.5',
        'Chất lượng phương án phân cấp trong các lĩnh vực quản lý | Quality of the delegation plans in the fields managed',
        manual('0.25'),
        'Phương án phân cấp, ý kiến của địa phương và báo cáo đánh giá điều kiện thực hiện | Delegation plans, opinions of the provinces and report on the conditions for carrying them out',
        BNV,
        { blind: true },
      ),
      item(
        '0.75',
        'Kiểm tra, đánh giá việc thực hiện nhiệm vụ đã phân cấp | Inspection of delegated tasks',
        cappedCount('0.25', 'Số cuộc kiểm tra nhiệm vụ đã phân cấp cho địa phương | Inspections of tasks delegated to provinces'),
        'Kế hoạch kiểm tra và thông báo kết luận của từng cuộc kiểm tra | Inspection plan and the conclusions of each inspection',
        BNV,
      ),
      item(
        '0.5',
        'Xử lý vấn đề phát hiện qua kiểm tra phân cấp | Handling of problems found in delegated tasks',
        thresholdLinear(
          '70',
          'Số vấn đề về phân cấp đã xử lý hoặc kiến nghị xử lý | Delegation problems handled or proposed for handling',
          'Số vấn đề về phân cấp được phát hiện | Delegation problems found',
          'maximum',
        ),
        'Văn bản chấn chỉnh, khắc phục của cơ quan được kiểm tra | Corrective documents of the bodies inspected',
        BNV,
      ),
    ]),
    criterion('5', 'Tác động của cải cách tổ chức bộ máy | Effect of organisational reform', [
      surveyed('1.5', 'Sự hợp lý trong phân công nhiệm vụ giữa các đơn vị | Reasonable division of tasks between units', OFFICIALS),
      surveyed('1.5', 'Hiệu quả phối hợp giữa các đơn vị thuộc bộ | Effective cooperation between units', OFFICIALS),
      surveyed('2', 'Sự phù hợp của phân cấp giữa bộ và địa phương | Fitting delegation between ministry and provinces', LEADERS),
    ]),
  ]),

  field('15', 'Cải cách chế độ công vụ | Civil service regime reform', [
    criterion('1.5', 'Xác định vị trí việc làm và cơ cấu ngạch công chức | Job positions and structure of civil service ranks', [
      item(
        '0.5',
        'Ban hành hướng dẫn vị trí việc làm thuộc ngành, lĩnh vực | Guidance on job positions of the sector',
        yesNo(
          'Thông tư hướng dẫn vị trí việc làm thuộc ngành, lĩnh vực đã được ban hành và còn phù hợp không? | Has the circular on job positions of the sector been issued and is it up to date?',
        ),
        'Thông tư hướng dẫn vị trí việc làm công chức, viên chức chuyên ngành | Circular guiding job positions of specialised civil servants and public employees',
        BNV,
      ),
      item(
        '0.5',
        'Phê duyệt vị trí việc làm tại cơ quan, đơn vị | Approval of job positions in units',
        steps(
          'Số cơ quan, đơn vị có vị trí việc làm được phê duyệt | Units with approved job positions',
          'Số cơ quan, đơn vị phải có vị trí việc làm | Units that must have approved job positions',
          { 80: '0.25', 100: '0.5' },
        ),
        'Quyết định phê duyệt vị trí việc làm, bản mô tả công việc và khung năng lực | Decisions approving job positions, job descriptions and competence frames',
        BNV,
      ),
      item(
        '0.5',
        'Bố trí công chức theo vị trí việc làm | Placing civil servants by job position',
        thresholdLinear(
          '80',
          'Số công chức được bố trí đúng vị trí việc làm | Civil servants placed in their job position',
          'Số công chức có mặt tại ngày 31/12 | Civil servants in post on 31 December',
        ),
        'Báo cáo thống kê công chức theo vị trí việc làm và ngạch | Statistics of civil servants by job position and rank',
        BNV,
      ),
    ]),
    criterion('1.5', 'Tuyển dụng, nâng ngạch công chức, viên chức | Recruitment and promotion in rank', [
      item(
        '0.5',
        'Tuyển dụng công chức đúng quy định | Recruiting civil servants by the rules',
        deduction('0.25', 'Số trường hợp tuyển dụng công chức sai quy định | Civil servants recruited against the rules'),
        'Kế hoạch, thông báo và quyết định công nhận kết quả tuyển dụng công chức | Plan, notice and decision recognising the results of civil servant recruitment',
        BNV,
      ),
      item(
        '0.5',
        'Tuyển dụng viên chức tại đơn vị sự nghiệp | Recruiting public employees in service units',
        deduction('0.1', 'Số trường hợp tuyển dụng viên chức sai quy định | Public employees recruited against the rules'),
        'Báo cáo tuyển dụng viên chức của các đơn vị sự nghiệp công lập | Reports of the public service units on recruitment',
        BNV,
      ),
      item(
        '0.5',
        'Tổ chức thi, xét nâng ngạch và thăng hạng | Examinations and reviews for promotion in rank and grade',
        steps(
          'Số kỳ thi, xét được tổ chức đúng quy định | Examinations and reviews held by the rules',
          'Số kỳ thi, xét đã tổ chức trong năm | Examinations and reviews held in the year',
          { 80: '0.25', 100: '0.5' },
          'maximum',
        ),
        'Đề án, quyết định và báo cáo kết quả thi, xét nâng ngạch, thăng hạng | Schemes, decisions and reports on the results of examinations and reviews',
        BNV,
      ),
    ]),
    criterion('1', 'Bổ nhiệm vị trí lãnh đạo, quản lý | Appointment to leading positions', [
      item(
        '0.5',
        'Bổ nhiệm đúng điều kiện, tiêu chuẩn và trình tự | Appointments that meet conditions, standards and procedure',
        deduction('0.25', 'Số trường hợp bổ nhiệm không đúng quy định | Appointments against the rules'),
        'Danh sách bổ nhiệm trong năm và hồ sơ quy trình bổ nhiệm | List of the year’s appointments and the files of the procedure',
        BNV,
      ),
      item(
        '0.5',
        'Thi tuyển lãnh đạo cấp vụ, cấp phòng | Competitive selection of department and division heads',
        cappedCount('0.25', 'Số vị trí lãnh đạo bổ nhiệm qua thi tuyển | Leading positions filled by competition'),
        'Đề án thi tuyển và quyết định công nhận kết quả | Scheme of the competition and decision recognising its results',
        BNV,
      ),
    ]),
    criterion('2.5', 'Đánh giá, kỷ luật và quản lý công chức, viên chức | Evaluation, discipline and staff management', [
      item(
        '0.75',
        'Chất lượng đánh giá, xếp loại công chức, viên chức | Quality of staff evaluation and grading',
        manual('0.25'),
        'Quy chế đánh giá theo kết quả công việc và báo cáo xếp loại chất lượng năm | Rules of evaluation by results and report on the yearly grading',
        BNV,
        { blind: true },
      ),
      item(
        '1',
        'Chấp hành kỷ luật, kỷ cương hành chính | Administrative discipline',
        deduction('0.25', 'Số công chức, viên chức bị kỷ luật từ cảnh cáo trở lên | Staff disciplined with a warning or more'),
        'Báo cáo xử lý kỷ luật trong năm và các quyết định kỷ luật | Report on disciplinary cases of the year and the decisions',
        BNV,
      ),
      item(
        '0.75',
        'Cập nhật Cơ sở dữ liệu cán bộ, công chức, viên chức | Keeping the staff database up to date',
        thresholdLinear(
          '90',
          'Số hồ sơ đã cập nhật, đồng bộ | Staff records updated and synchronised',
          'Số cán bộ, công chức, viên chức phải có hồ sơ | Staff who must have a record',
        ),
        'Kết xuất từ Cơ sở dữ liệu quốc gia về cán bộ, công chức, viên chức | Export of the national database of officials, civil servants and public employees',
        by('BNV', 'VPCP', 'BTTTT'),
      ),
    ]),
    item(
      '2',
      'Đào tạo, bồi dưỡng công chức, viên chức | Training of civil servants and public employees',
      steps(
        'Số lượt người hoàn thành khóa đào tạo, bồi dưỡng | Course places completed',
        'Số lượt người theo kế hoạch đào tạo, bồi dưỡng năm | Course places in the yearly training plan',
        { 70: '0.5', 80: '1', 90: '1.5', 100: '2' },
      ),
      'Kế hoạch và báo cáo kết quả đào tạo, bồi dưỡng năm | Plan and report on training of the year',
      BNV,
    ),
    criterion('6.5', 'Chất lượng đội ngũ và môi trường công vụ | Quality of staff and working environment', [
      surveyed('1.5', 'Năng lực chuyên môn của công chức | Professional competence of civil servants', LEADERS),
      surveyed('1.5', 'Tinh thần trách nhiệm trong thực thi công vụ | Sense of duty in public service', LEADERS),
      surveyed('1.5', 'Tính công khai trong tuyển dụng, bổ nhiệm | Openness of recruitment and appointment', OFFICIALS),
      surveyed('1', 'Tính khách quan trong đánh giá công chức | Objectivity of staff evaluation', OFFICIALS),
      surveyed('1', 'Không có tiêu cực, nhũng nhiễu trong thực thi công vụ | Freedom from harassment and petty corruption', USERS),
    ]),
  ]),

  field('14', 'Cải cách tài chính công | Public finance reform', [
    criterion('6', 'Quản lý tài chính, ngân sách và tài sản công | Management of finance, budget and public property', [
      item(
        '2',
        'Giải ngân vốn đầu tư công | Disbursement of public investment',
        steps(
          'Số vốn đã giải ngân (triệu đồng) | Capital disbursed (million dong)',
          'Số vốn được giao trong năm (triệu đồng) | Capital assigned for the year (million dong)',
          { 70: '0.5', 80: '1', 90: '1.5', 95: '2' },
          'maximum',
        ),
        'Quyết định giao kế hoạch vốn và báo cáo giải ngân có xác nhận của Kho bạc Nhà nước | Decision assigning capital and disbursement report confirmed by the State Treasury',
        by('BTC', 'BNV', 'BKHDT'),
      ),
      item(
        '1',
        'Thực hiện kiến nghị của thanh tra, kiểm toán về tài chính | Following audit and inspection findings on finance',
        thresholdLinear(
          '50',
          'Số tiền đã nộp hoặc xử lý theo kiến nghị (triệu đồng) | Amount paid or settled as recommended (million dong)',
          'Số tiền phải nộp hoặc xử lý theo kiến nghị (triệu đồng) | Amount due as recommended (million dong)',
          'maximum',
        ),
        'Kết luận thanh tra, báo cáo kiểm toán và chứng từ nộp ngân sách | Inspection conclusions, audit reports and proof of payment',
        BTC,
      ),
      item(
        '0.5',
        'Ban hành quy chế chi tiêu nội bộ | Issuing internal spending rules',
        yesNo(
          'Quy chế chi tiêu nội bộ có được ban hành và sửa đổi theo quy định hiện hành không? | Were internal spending rules issued and kept in line with the rules in force?',
        ),
        'Quyết định ban hành quy chế chi tiêu nội bộ của cơ quan bộ | Decision issuing the internal spending rules of the ministry',
        BTC,
      ),
      item(
        '0.75',
        'Ban hành quy chế quản lý, sử dụng tài sản công | Rules on the management and use of public property',
        steps(
          'Số đơn vị đã ban hành quy chế quản lý tài sản công | Units that issued rules on public property',
          'Số đơn vị phải ban hành quy chế | Units that must issue such rules',
          { 80: '0.25', 90: '0.5', 100: '0.75' },
        ),
        'Quy chế quản lý, sử dụng tài sản công của các đơn vị dự toán | Rules on public property of the budget units',
        BTC,
      ),
      item(
        '1',
        'Công khai dự toán, quyết toán ngân sách | Publishing budget estimates and final accounts',
        deduction('0.25', 'Số nội dung công khai thiếu hoặc chậm | Publications missing or late'),
        'Quyết định công khai và đường dẫn trên cổng thông tin điện tử | Decisions on publication and links on the portal',
        BTC,
      ),
      item(
        '0.75',
        'Sắp xếp, xử lý nhà, đất công | Rearranging public houses and land',
        cappedShare(
          '90',
          'Số cơ sở nhà, đất đã có phương án được phê duyệt | Houses and plots with an approved plan',
          'Số cơ sở nhà, đất phải sắp xếp | Houses and plots to rearrange',
          'maximum',
        ),
        'Phương án sắp xếp, xử lý nhà, đất được phê duyệt và báo cáo kê khai | Approved plans and declaration report',
        BTC,
      ),
    ]),
    criterion('4', 'Cơ chế tự chủ tại đơn vị sự nghiệp công lập | Autonomy of public service units', [
      item(
        '1',
        'Giao quyền tự chủ tài chính cho đơn vị sự nghiệp | Granting financial autonomy to service units',
        steps(
          'Số đơn vị đã được giao quyền tự chủ | Units granted autonomy',
          'Số đơn vị sự nghiệp công lập trực thuộc | Public service units of the ministry',
          { 80: '0.5', 90: '0.75', 100: '1' },
          'maximum',
        ),
        'Quyết định giao quyền tự chủ tài chính giai đoạn ổn định | Decisions granting financial autonomy for the stable period',
        BTC,
      ),
      item(
        '1',
        'Tăng số đơn vị tự bảo đảm chi thường xuyên | More units that cover their own recurrent costs',
        cappedCount(
          '0.25',
          'Số đơn vị chuyển lên mức tự bảo đảm chi thường xuyên trong năm | Units that reached full cover of recurrent costs in the year',
        ),
        'Quyết định phân loại mức độ tự chủ trước và sau khi chuyển | Decisions on the level of autonomy before and after the change',
        BTC,
      ),
      item(
        '1',
        'Giảm chi trực tiếp từ ngân sách cho đơn vị sự nghiệp | Less direct budget spending on service units',
        againstTarget(
          'lower',
          '80',
          'Chi trực tiếp từ ngân sách trong năm (triệu đồng) | Direct budget spending in the year (million dong)',
          'Mức chi tối đa theo lộ trình (triệu đồng) | Ceiling for the year under the road map (million dong)',
        ),
        'Quyết toán chi thường xuyên và lộ trình giảm chi được phê duyệt | Final accounts of recurrent spending and the approved road map',
        BTC,
      ),
      item(
        '1',
        'Chất lượng định mức kinh tế - kỹ thuật, giá dịch vụ công | Quality of technical norms and prices of public services',
        manual('0.25'),
        'Định mức kinh tế - kỹ thuật, danh mục và giá dịch vụ sự nghiệp công đã ban hành | Technical norms, lists and prices of public services issued',
        by('BTC', 'BNV', 'BKHDT'),
        { blind: true, mayExceedClaim: true },
      ),
    ]),
    criterion('4', 'Tác động của cải cách tài chính công | Effect of public finance reform', [
      surveyed('1.5', 'Tính hiệu quả trong sử dụng ngân sách | Efficient use of the budget', OFFICIALS),
      surveyed('1.5', 'Tính minh bạch trong phân bổ kinh phí | Transparent allocation of funds', OFFICIALS),
      surveyed('1', 'Sự tự chủ thực chất của đơn vị sự nghiệp | Real autonomy of service units', LEADERS),
    ]),
  ]),

  field('18', 'Xây dựng và phát triển Chính phủ điện tử, Chính phủ số | Building and developing e-government and digital government', [
    criterion('6.5', 'Phát triển nền tảng, dữ liệu số | Digital platforms and data', [
      item(
        '1.5',
        'Kết nối, chia sẻ dữ liệu qua nền tảng dùng chung | Connecting and sharing data through the common platform',
        cappedShare(
          '80',
          'Số hệ thống thông tin đã kết nối nền tảng chia sẻ dữ liệu | Information systems connected to the data sharing platform',
          'Số hệ thống thông tin phải kết nối | Information systems that must connect',
        ),
        'Thống kê kết nối trên nền tảng tích hợp, chia sẻ dữ liệu cấp bộ và quốc gia | Connection statistics of the ministry’s and the national platform',
        BTTTT,
      ),
      item(
        '1.5',
        'Xây dựng cơ sở dữ liệu chuyên ngành | Building sector databases',
        againstTarget(
          'higher',
          '50',
          'Số cơ sở dữ liệu chuyên ngành đã đưa vào khai thác | Sector databases in use',
          'Số cơ sở dữ liệu phải đưa vào khai thác đến hết năm theo kế hoạch | Sector databases due by the end of the year under the plan',
        ),
        'Danh mục cơ sở dữ liệu, quyết định đưa vào vận hành và quy chế khai thác | List of databases, decisions putting them into use and rules of use',
        BTTTT,
      ),
      item(
        '1',
        'Cung cấp dữ liệu mở | Providing open data',
        cappedCount('0.1', 'Số bộ dữ liệu mở công bố hoặc cập nhật trong năm | Open data sets published or updated in the year'),
        'Danh mục dữ liệu mở và đường dẫn trên Cổng dữ liệu quốc gia | List of open data and links on the national data portal',
        BTTTT,
      ),
      item(
        '1.5',
        'Trao đổi văn bản điện tử có ký số | Exchange of digitally signed documents',
        steps(
          'Số văn bản đi được gửi điện tử có ký số | Outgoing documents sent electronically with a digital signature',
          'Số văn bản đi thuộc diện gửi điện tử | Outgoing documents that can be sent electronically',
          { 80: '0.5', 90: '1', 95: '1.25', 100: '1.5' },
        ),
        'Thống kê trên hệ thống quản lý văn bản và Trục liên thông văn bản quốc gia | Statistics of the document system and the national document exchange',
        by('BTTTT', 'BNV', 'VPCP'),
      ),
      item(
        '1',
        'Bảo đảm an toàn thông tin theo cấp độ | Information security by level',
        thresholdLinear(
          '80',
          'Số hệ thống được phê duyệt cấp độ và triển khai đủ phương án | Systems with an approved level and all measures in place',
          'Số hệ thống thông tin đang vận hành | Information systems in operation',
        ),
        'Quyết định phê duyệt cấp độ an toàn và báo cáo kiểm tra, đánh giá | Decisions approving security levels and check reports',
        by('BTTTT', 'BNV', 'BCA'),
      ),
    ]),
    criterion('8', 'Dịch vụ công trực tuyến và làm việc trên môi trường số | Online public services and digital working', [
      item(
        '1.5',
        'Cung cấp dịch vụ công trực tuyến toàn trình | Providing full online public services',
        steps(
          'Số TTHC cung cấp dịch vụ công trực tuyến toàn trình | Procedures provided fully online',
          'Số TTHC đủ điều kiện cung cấp toàn trình | Procedures eligible for full online service',
          { 70: '0.5', 80: '1', 100: '1.5' },
          'maximum',
        ),
        'Quyết định danh mục dịch vụ công trực tuyến và thống kê trên cổng dịch vụ công | Decision on the list of online services and portal statistics',
        by('BTTTT', 'BNV', 'VPCP'),
      ),
      item(
        '2',
        'Hồ sơ nộp và xử lý trực tuyến | Dossiers filed and handled online',
        cappedShare(
          '80',
          'Số hồ sơ nộp và xử lý trực tuyến | Dossiers filed and handled online',
          'Số hồ sơ của các TTHC có dịch vụ công trực tuyến | Dossiers of procedures with online service',
          'zero',
        ),
        'Thống kê trên Cổng Dịch vụ công quốc gia tại ngày 31/12 | Statistics of the National Public Service Portal as of 31 December',
        by('BTTTT', 'BNV', 'VPCP'),
      ),
      item(
        '1.5',
        'Thanh toán trực tuyến phí, lệ phí | Online payment of fees and charges',
        cappedShare(
          '60',
          'Số giao dịch thanh toán trực tuyến | Payments made online',
          'Số hồ sơ có yêu cầu nộp phí, lệ phí | Dossiers that require a payment',
          'maximum',
        ),
        'Thống kê giao dịch trên nền tảng thanh toán trực tuyến quốc gia | Transaction statistics of the national online payment platform',
        by('VPCP', 'BNV', 'BTTTT'),
      ),
      item(
        '1',
        'Thực hiện chế độ báo cáo trên hệ thống thông tin báo cáo | Reporting through the reporting system',
        thresholdLinear(
          '80',
          'Số báo cáo gửi qua hệ thống thông tin báo cáo | Reports sent through the reporting system',
          'Số báo cáo định kỳ phải gửi trong năm | Periodic reports due in the year',
        ),
        'Danh mục chế độ báo cáo và thống kê trên Hệ thống thông tin báo cáo quốc gia | List of reports and statistics of the national reporting system',
        VPCP,
      ),
      item(
        '1',
        'Rút ngắn thời gian xử lý công việc trên môi trường mạng | Faster handling of work online',
        againstTarget(
          'lower',
          '80',
          'Thời gian xử lý bình quân một hồ sơ công việc trong năm (giờ) | Mean handling time of a work file in the year (hours)',
          'Thời gian xử lý bình quân năm trước (giờ) | Mean handling time of the year before (hours)',
        ),
        'Thống kê thời gian xử lý trên hệ thống quản lý văn bản và điều hành, hai năm liền kề | Handling times in the document and management system, two successive years',
        BTTTT,
      ),
      item(
        '1',
        'Chất lượng Hệ thống thông tin giải quyết TTHC | Quality of the procedure handling system',
        manual('0.25'),
        'Báo cáo kiểm thử chức năng, tài liệu kết nối và kết quả đánh giá của người dùng | Functional test report, connection papers and user evaluation',
        by('BTTTT', 'BNV', 'VPCP'),
        { blind: true, mayExceedClaim: true },
      ),
    ]),
    criterion('3.5', 'Tác động của Chính phủ số | Effect of digital government', [
      surveyed('1.5', 'Mức độ thuận tiện của dịch vụ công trực tuyến | Convenience of online public services', USERS),
      surveyed('1', 'Chất lượng cổng thông tin điện tử của bộ | Quality of the ministry’s portal', USERS),
      surveyed('1', 'Hiệu quả ứng dụng công nghệ số trong công việc | Effective use of digital technology at work', OFFICIALS),
    ]),
  ]),
];
