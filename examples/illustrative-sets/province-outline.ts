import {
  againstTarget,
  BNV,
  BTC,
  BTP,
  BTTTT,
  by,
  cappedCount,
  cappedShare,
  central,
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
const SIPAS = 'sipas-2023';

/**
 * Eight fields, 37 criteria, 88 sub-criteria; 9.5 points for field 1, 13 for field 3, 32 by survey as published, SIPAS 10 as in 2021.
 * How the criteria are spread over the fields, and all other content, is illustrative.
 */
export const provinceOutline: readonly OutlineField[] = [
  field('9.5', 'Công tác chỉ đạo, điều hành cải cách hành chính | Steering and direction of administrative reform', [
    criterion('1.5', 'Kế hoạch cải cách hành chính năm | Yearly administrative reform plan', [
      item(
        '0.5',
        'Ban hành kế hoạch CCHC năm của tỉnh đúng thời hạn | Issuing the province’s yearly reform plan on time',
        yesNo(
          'Kế hoạch CCHC của năm đánh giá có được UBND tỉnh ban hành chậm nhất ngày 31/01 không? | Did the provincial people’s committee issue the reform plan of the year assessed by 31 January?',
        ),
        'Quyết định của UBND tỉnh ban hành kế hoạch CCHC năm | Decision of the provincial people’s committee that issued the yearly reform plan',
        BNV,
      ),
      item(
        '1',
        'Mức độ hoàn thành kế hoạch CCHC năm của tỉnh | Completion of the province’s yearly reform plan',
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
      'Báo cáo CCHC quý I, 6 tháng, quý III và năm của UBND tỉnh | Reports of the people’s committee for quarter I, six months, quarter III and the year',
      BNV,
    ),
    criterion('2', 'Kiểm tra công tác cải cách hành chính | Inspection of administrative reform', [
      item(
        '0.5',
        'Hoàn thành kế hoạch kiểm tra CCHC | Completion of the inspection plan',
        yesNo(
          'Tất cả các cuộc kiểm tra trong kế hoạch đã hoàn thành và có thông báo kết luận không? | Were all planned inspections completed and their conclusions issued?',
        ),
        'Kế hoạch kiểm tra CCHC năm và thông báo kết luận của từng cuộc | Yearly inspection plan and the conclusions of each inspection',
        BNV,
      ),
      item(
        '0.75',
        'Tỷ lệ sở, ngành và UBND cấp huyện được kiểm tra CCHC | Share of departments and district committees inspected',
        cappedShare(
          '30',
          'Số sở, ngành, UBND cấp huyện đã được kiểm tra | Departments and district committees inspected',
          'Tổng số sở, ngành, UBND cấp huyện | All departments and district committees',
        ),
        'Quyết định thành lập đoàn kiểm tra và biên bản làm việc tại từng đơn vị | Decisions setting up the teams and the minutes at each body',
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
    criterion('1', 'Công tác tuyên truyền cải cách hành chính | Communication about administrative reform', [
      item(
        '0.5',
        'Mức độ hoàn thành kế hoạch tuyên truyền CCHC | Completion of the communication plan',
        steps(
          'Số hoạt động tuyên truyền đã thực hiện | Communication activities carried out',
          'Số hoạt động trong kế hoạch | Activities in the plan',
          {
            80: '0.25',
            100: '0.5',
          },
        ),
        'Kế hoạch và báo cáo tuyên truyền CCHC năm | Plan and report on communication of the year',
        BNV,
      ),
      item(
        '0.5',
        'Chất lượng, hình thức tuyên truyền CCHC | Quality and forms of communication',
        manual('0.25'),
        'Chuyên trang, chuyên mục, phóng sự, cuộc thi, tài liệu truyền thông đã phát hành | Dedicated pages and columns, broadcasts, contests and materials issued',
        BNV,
        { blind: true },
      ),
    ]),
    criterion('3', 'Đổi mới và thực hiện nhiệm vụ được giao | Innovation and tasks assigned', [
      item(
        '1',
        'Sáng kiến, giải pháp mới trong CCHC | Initiatives and new solutions in administrative reform',
        cappedCount(
          '0.5',
          'Số sáng kiến, giải pháp mới được công nhận và áp dụng lần đầu trong năm | Initiatives and new solutions recognised and first applied in the year',
        ),
        'Quyết định công nhận sáng kiến cấp tỉnh và báo cáo kết quả áp dụng | Decision recognising the initiative at provincial level and report on its application',
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
    ]),
    surveyed('1.5', 'Tác động của chỉ đạo, điều hành đến CCHC của tỉnh | Effect of steering on reform in the province', LEADERS),
  ]),

  field('10', 'Cải cách thể chế | Institutional reform', [
    criterion('2', 'Xây dựng VBQPPL của HĐND, UBND tỉnh | Legal documents of the people’s council and committee', [
      item(
        '0.75',
        'Mức độ hoàn thành kế hoạch xây dựng VBQPPL | Completion of the plan for drafting legal documents',
        steps(
          'Số văn bản ban hành đúng tiến độ | Documents issued on schedule',
          'Số văn bản phải ban hành trong năm | Documents due for issue in the year',
          { 70: '0.25', 85: '0.5', 100: '0.75' },
          'maximum',
        ),
        'Danh mục nghị quyết, quyết định quy phạm được phê duyệt và văn bản đã ban hành | Approved list of normative resolutions and decisions, and those issued',
        BTP,
      ),
      item(
        '0.75',
        'Tuân thủ quy trình xây dựng, thẩm định VBQPPL | Compliance with the procedure for drafting and appraisal',
        deduction(
          '0.25',
          'Số văn bản ban hành sai trình tự, thủ tục hoặc thể thức | Documents issued against the required steps, procedure or form',
        ),
        'Hồ sơ xây dựng văn bản và báo cáo thẩm định của Sở Tư pháp | Drafting files and appraisal reports of the justice department',
        BTP,
      ),
      item(
        '0.5',
        'Đăng tải, gửi VBQPPL theo quy định | Posting and sending legal documents as required',
        yesNo(
          'Tất cả VBQPPL ban hành trong năm đã được đăng Công báo và cập nhật cơ sở dữ liệu pháp luật không? | Were all legal documents of the year put in the gazette and the legal database?',
        ),
        'Danh mục văn bản, đường dẫn Công báo và Cơ sở dữ liệu quốc gia về pháp luật | List of documents with links to the gazette and the national legal database',
        BTP,
      ),
    ]),
    criterion('1.5', 'Rà soát, hệ thống hóa văn bản quy phạm pháp luật | Review and systematisation of legal documents', [
      item(
        '0.5',
        'Mức độ hoàn thành kế hoạch rà soát VBQPPL | Completion of the review plan',
        steps('Số văn bản đã rà soát | Documents reviewed', 'Số văn bản phải rà soát theo kế hoạch | Documents to review under the plan', {
          80: '0.25',
          100: '0.5',
        }),
        'Kế hoạch và báo cáo kết quả rà soát, hệ thống hóa VBQPPL năm | Plan and report on the review and systematisation of the year',
        BTP,
      ),
      item(
        '1',
        'Xử lý văn bản sau rà soát | Handling of documents after review',
        thresholdLinear(
          '70',
          'Số văn bản đã sửa đổi, thay thế, bãi bỏ hoặc đã kiến nghị | Documents amended, replaced, repealed or proposed for it',
          'Số văn bản phải xử lý sau rà soát | Documents that need handling after review',
          'maximum',
        ),
        'Quyết định công bố văn bản hết hiệu lực và văn bản sửa đổi, thay thế | Decision listing documents out of force, and amending or replacing documents',
        BTP,
      ),
    ]),
    criterion('1.5', 'Kiểm tra, xử lý văn bản quy phạm pháp luật | Checking and handling of legal documents', [
      item(
        '0.5',
        'Chất lượng kiểm tra văn bản của cấp huyện, cấp xã | Quality of checks on district and commune documents',
        manual('0.25'),
        'Kế hoạch, báo cáo và kết luận kiểm tra VBQPPL theo thẩm quyền | Plan, report and conclusions of document checks',
        BTP,
        { blind: true },
      ),
      item(
        '1',
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
    criterion('2', 'Theo dõi, tổ chức thi hành pháp luật | Monitoring and organising law enforcement', [
      item(
        '1',
        'Mức độ hoàn thành kế hoạch theo dõi thi hành pháp luật | Completion of the law enforcement monitoring plan',
        steps('Số hoạt động đã thực hiện | Activities carried out', 'Số hoạt động trong kế hoạch | Activities in the plan', {
          70: '0.25',
          80: '0.5',
          100: '1',
        }),
        'Kế hoạch theo dõi tình hình thi hành pháp luật và tài liệu của từng hoạt động | Monitoring plan and the papers of each activity',
        BTP,
      ),
      item(
        '1',
        'Xử lý kết quả theo dõi thi hành pháp luật | Handling of monitoring results',
        cappedShare(
          '90',
          'Số kiến nghị đã được xử lý | Recommendations handled',
          'Số kiến nghị qua theo dõi thi hành pháp luật | Recommendations made by the monitoring',
          'maximum',
        ),
        'Văn bản xử lý hoặc kiến nghị xử lý kết quả theo dõi | Documents that handled the results or proposed how to',
        BTP,
      ),
    ]),
    criterion('3', 'Chất lượng VBQPPL của tỉnh | Quality of the province’s legal documents', [
      surveyed('1', 'Tính hợp lý, thống nhất của VBQPPL | Reasonableness and consistency of the documents', OFFICIALS),
      surveyed('1', 'Tính khả thi, hiệu quả của VBQPPL | Feasibility and effectiveness of the documents', OFFICIALS),
      surveyed('1', 'Tính kịp thời trong phát hiện, xử lý bất cập của văn bản | Timely finding and mending of flaws', LEADERS),
    ]),
  ]),

  field('13', 'Cải cách thủ tục hành chính | Administrative procedure reform', [
    criterion('1.5', 'Kiểm soát, đơn giản hóa thủ tục hành chính | Control and simplification of administrative procedures', [
      item(
        '0.75',
        'Đánh giá tác động TTHC trong dự thảo VBQPPL của tỉnh | Impact assessment of procedures in the province’s drafts',
        thresholdLinear(
          '90',
          'Số TTHC trong dự thảo đã được đánh giá tác động | Procedures in drafts with an impact assessment',
          'Số TTHC được giao quy định trong các dự thảo | Procedures set out in the drafts',
          'maximum',
        ),
        'Bản đánh giá tác động TTHC và ý kiến thẩm định của Sở Tư pháp | Impact assessments of procedures and the justice department’s opinions',
        by('VPCP', 'BNV', 'BTP'),
      ),
      item(
        '0.75',
        'Rà soát, đơn giản hóa TTHC và quy trình nội bộ | Review and simplification of procedures and internal processes',
        againstTarget(
          'higher',
          '50',
          'Số TTHC, quy trình nội bộ đã đơn giản hóa trong năm | Procedures and internal processes simplified in the year',
          'Số TTHC, quy trình phải đơn giản hóa theo kế hoạch | Procedures and processes to simplify under the plan',
        ),
        'Quyết định thông qua phương án đơn giản hóa và văn bản thực thi | Decision adopting the simplification and the documents that carry it out',
        VPCP,
      ),
    ]),
    criterion('6.5', 'Giải quyết TTHC theo cơ chế một cửa, một cửa liên thông | Procedures at one-stop and inter-agency one-stop shops', [
      item(
        '0.5',
        'TTHC tiếp nhận tại Trung tâm Phục vụ hành chính công | Procedures received at the public administration service centre',
        steps(
          'Số TTHC cấp tỉnh tiếp nhận tại Trung tâm | Provincial procedures received at the centre',
          'Số TTHC cấp tỉnh phải đưa ra tiếp nhận tại Trung tâm | Provincial procedures that must be received there',
          { 80: '0.25', 100: '0.5' },
        ),
        'Quyết định danh mục TTHC tiếp nhận tại Trung tâm và báo cáo kiểm soát TTHC | Decision on the list of procedures for the centre, procedure control report',
        VPCP,
      ),
      item(
        '1',
        'Hồ sơ giải quyết đúng hạn tại sở, ban, ngành | Dossiers settled on time at departments',
        thresholdLinear(
          '90',
          'Số hồ sơ cấp tỉnh giải quyết đúng hạn, trước hạn | Provincial dossiers settled on time or earlier',
          'Số hồ sơ cấp tỉnh đã giải quyết trong năm | Provincial dossiers settled in the year',
        ),
        'Thống kê hồ sơ trên Hệ thống thông tin giải quyết TTHC của tỉnh | Dossier statistics of the province’s procedure handling system',
        VPCP,
      ),
      item(
        '0.75',
        'Hồ sơ giải quyết đúng hạn tại UBND cấp huyện | Dossiers settled on time at district committees',
        thresholdLinear(
          '90',
          'Số hồ sơ cấp huyện giải quyết đúng hạn, trước hạn | District dossiers settled on time or earlier',
          'Số hồ sơ cấp huyện đã giải quyết trong năm | District dossiers settled in the year',
        ),
        'Thống kê hồ sơ cấp huyện trên Hệ thống thông tin giải quyết TTHC | District dossier statistics of the procedure handling system',
        VPCP,
      ),
      item(
        '0.75',
        'Hồ sơ giải quyết đúng hạn tại UBND cấp xã | Dossiers settled on time at commune committees',
        thresholdLinear(
          '90',
          'Số hồ sơ cấp xã giải quyết đúng hạn, trước hạn | Commune dossiers settled on time or earlier',
          'Số hồ sơ cấp xã đã giải quyết trong năm | Commune dossiers settled in the year',
        ),
        'Thống kê hồ sơ cấp xã trên Hệ thống thông tin giải quyết TTHC | Commune dossier statistics of the procedure handling system',
        VPCP,
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
        ),
        'Thống kê số hóa của ba cấp trên Hệ thống thông tin giải quyết TTHC | Digitisation statistics of all three levels in the procedure handling system',
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
        '0.25',
        'Tiếp nhận TTHC không phụ thuộc địa giới hành chính | Receiving procedures regardless of administrative boundaries',
        yesNo(
          'UBND tỉnh có ban hành danh mục và tổ chức tiếp nhận không phụ thuộc địa giới không? | Has the province issued a list and started receipt regardless of boundaries?',
        ),
        'Quyết định danh mục TTHC tiếp nhận không phụ thuộc địa giới và thống kê hồ sơ | Decision on the list of such procedures and dossier statistics',
        VPCP,
        {
          notFor: exempt(
            ['11'],
            'Minh họa: tỉnh đang thí điểm mô hình riêng, năm đánh giá không thuộc diện áp dụng. | Illustrative: the province pilots another model and is outside the scope in the year assessed.',
          ),
        },
      ),
      item(
        '0.5',
        'Đánh giá chất lượng giải quyết TTHC của cơ quan, đơn vị | Evaluation of how bodies handle procedures',
        steps(
          'Số cơ quan, đơn vị đã được đánh giá và công khai kết quả | Bodies evaluated with published results',
          'Số cơ quan, đơn vị có giải quyết TTHC | Bodies that handle procedures',
          { 80: '0.25', 100: '0.5' },
        ),
        'Văn bản công khai kết quả đánh giá chất lượng giải quyết TTHC ba cấp | Documents publishing the results of the evaluation at all three levels',
        VPCP,
      ),
      item(
        '0.5',
        'Cơ sở vật chất, nhân sự Bộ phận Một cửa các cấp | Facilities and staff of the one-stop shops',
        manual('0.25'),
        'Báo cáo rà soát trụ sở, trang thiết bị, nhân sự và hình ảnh Bộ phận Một cửa | Review of premises, equipment and staff, with pictures of the one-stop shops',
        VPCP,
        { blind: true },
      ),
    ]),
    criterion('1.5', 'Tiếp nhận, xử lý phản ánh, kiến nghị | Complaints and suggestions about rules and procedures', [
      item(
        '1',
        'Xử lý phản ánh, kiến nghị đúng hạn | Handling complaints and suggestions on time',
        thresholdLinear(
          '80',
          'Số phản ánh, kiến nghị xử lý đúng hạn | Complaints and suggestions handled on time',
          'Số phản ánh, kiến nghị thuộc thẩm quyền đã tiếp nhận | Complaints and suggestions received within the province’s powers',
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
        'Đường dẫn công khai kết quả trên cổng thông tin điện tử của tỉnh | Links to the published answers on the province’s portal',
        VPCP,
      ),
    ]),
    criterion('1.5', 'Công bố, công khai thủ tục hành chính | Announcing and publishing administrative procedures', [
      item(
        '0.75',
        'Công bố danh mục TTHC đúng thời hạn | Announcing the list of procedures on time',
        deduction('0.25', 'Số TTHC công bố chậm hoặc chưa công bố | Procedures announced late or not announced'),
        'Quyết định công bố danh mục TTHC của Chủ tịch UBND tỉnh | Decisions of the committee’s chairperson announcing the procedures',
        VPCP,
      ),
      item(
        '0.75',
        'Chất lượng công khai TTHC tại nơi tiếp nhận và trên môi trường mạng | Quality of the procedures published on the spot and online',
        manual('0.25'),
        'Biên bản kiểm tra việc niêm yết và kết xuất từ Cơ sở dữ liệu quốc gia về TTHC | Minutes of checks on posted procedures and export of the national database',
        VPCP,
        { blind: true },
      ),
    ]),
    surveyed(
      '2',
      'Chất lượng giải quyết TTHC theo đánh giá của lãnh đạo, công chức | Quality of procedure handling as rated by officials',
      OFFICIALS,
    ),
  ]),

  field('10', 'Cải cách tổ chức bộ máy hành chính | Organisational apparatus reform', [
    criterion('2.5', 'Sắp xếp tổ chức bộ máy và đơn vị hành chính | Rearranging the organisation and administrative units', [
      item(
        '1',
        'Sắp xếp tổ chức bên trong sở, ngành và phòng cấp huyện | Rearranging departments and district divisions',
        steps(
          'Số cơ quan chuyên môn đã hoàn thành sắp xếp | Specialised bodies rearranged',
          'Số cơ quan chuyên môn phải sắp xếp theo đề án | Specialised bodies to rearrange under the scheme',
          { 80: '0.5', 90: '0.75', 100: '1' },
        ),
        'Đề án sắp xếp và quyết định quy định chức năng, nhiệm vụ của từng cơ quan | Rearrangement scheme and decisions on functions and duties of each body',
        BNV,
      ),
      item(
        '0.75',
        'Sắp xếp đơn vị hành chính cấp huyện, cấp xã | Rearranging districts and communes',
        steps(
          'Số đơn vị hành chính đã hoàn thành sắp xếp | Administrative units rearranged',
          'Số đơn vị hành chính thuộc diện sắp xếp | Administrative units due for rearrangement',
          { 80: '0.5', 100: '0.75' },
        ),
        'Phương án, đề án sắp xếp và nghị quyết của cấp có thẩm quyền | Plan and scheme of rearrangement, resolutions of the competent authority',
        BNV,
        {
          notFor: exempt(
            ['11', '12'],
            'Minh họa: tỉnh không có đơn vị hành chính thuộc diện sắp xếp trong năm. | Illustrative: the province has no administrative unit due for rearrangement in the year.',
          ),
        },
      ),
      item(
        '0.75',
        'Tuân thủ tiêu chí thành lập phòng và số lượng cấp phó | Compliance with criteria for divisions and numbers of deputies',
        deduction(
          '0.25',
          'Số tổ chức không đủ tiêu chí thành lập hoặc vượt số lượng cấp phó | Units below the criteria or with too many deputies',
        ),
        'Thống kê tổ chức và số lượng lãnh đạo sở, phòng tại ngày 31/12 | Statistics of units and leaders as of 31 December',
        BNV,
      ),
    ]),
    criterion('2', 'Thực hiện quy định về quản lý biên chế | Management of staff quotas', [
      item(
        '0.75',
        'Sử dụng biên chế hành chính trong phạm vi được giao | Use of administrative staff within the assigned quota',
        deduction('0.25', 'Số cơ quan, đơn vị sử dụng vượt biên chế được giao | Bodies that used more staff than assigned'),
        'Nghị quyết, quyết định giao biên chế và thống kê số người có mặt tại ngày 31/12 | Resolution and decision assigning quotas, and staff in post on 31 December',
        BNV,
      ),
      item(
        '0.75',
        'Thực hiện tinh giản biên chế | Downsizing',
        againstTarget(
          'higher',
          '70',
          'Số biên chế đã giảm lũy kế | Posts cut so far',
          'Số biên chế phải giảm lũy kế theo kế hoạch | Posts to cut so far under the plan',
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
    criterion('3', 'Phân cấp, ủy quyền quản lý nhà nước | Delegation of state management', [
      item(
        '1',
        'Chất lượng quy định phân cấp, ủy quyền của tỉnh | Quality of the province’s rules on delegation',
        manual('0.25'),
        'Quyết định phân cấp, ủy quyền và báo cáo đánh giá điều kiện thực hiện | Decisions on delegation and report on the conditions for carrying them out',
        by('BNV', 'VPCP', 'BTP'),
        { blind: true },
      ),
      item(
        '1',
        'Kiểm tra việc thực hiện nhiệm vụ đã phân cấp, ủy quyền | Inspection of delegated tasks',
        cappedCount('0.25', 'Số cuộc kiểm tra nhiệm vụ đã phân cấp, ủy quyền | Inspections of delegated tasks'),
        'Kế hoạch kiểm tra và thông báo kết luận của từng cuộc kiểm tra | Inspection plan and the conclusions of each inspection',
        BNV,
      ),
      item(
        '1',
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
    criterion('2.5', 'Tác động của cải cách tổ chức bộ máy | Effect of organisational reform', [
      surveyed(
        '1.5',
        'Kết quả thực hiện chức năng, quy chế làm việc của cơ quan | How bodies carry out functions and regulations',
        OFFICIALS,
      ),
      surveyed('1', 'Tính hợp lý trong phân cấp giữa tỉnh, huyện và xã | Reasonable delegation between levels', LEADERS),
    ]),
  ]),

  field('13.5', 'Cải cách chế độ công vụ | Civil service regime reform', [
    criterion('1', 'Vị trí việc làm của công chức, viên chức | Job positions of civil servants and public employees', [
      item(
        '0.5',
        'Phê duyệt vị trí việc làm tại cơ quan, đơn vị | Approval of job positions in bodies and units',
        steps(
          'Số cơ quan, đơn vị có vị trí việc làm được phê duyệt | Bodies with approved job positions',
          'Số cơ quan, đơn vị phải có vị trí việc làm | Bodies that must have approved job positions',
          { 80: '0.25', 100: '0.5' },
        ),
        'Quyết định phê duyệt vị trí việc làm và bản mô tả công việc | Decisions approving job positions, and job descriptions',
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
    criterion('1', 'Tuyển dụng công chức, viên chức | Recruitment of civil servants and public employees', [
      item(
        '0.5',
        'Tuyển dụng công chức đúng quy định | Recruiting civil servants by the rules',
        deduction('0.25', 'Số trường hợp tuyển dụng công chức sai quy định | Civil servants recruited against the rules'),
        'Kế hoạch, thông báo và quyết định công nhận kết quả tuyển dụng công chức | Plan, notice and decision recognising the results of civil servant recruitment',
        BNV,
      ),
      item(
        '0.5',
        'Tuyển dụng viên chức đúng quy định | Recruiting public employees by the rules',
        deduction('0.1', 'Số trường hợp tuyển dụng viên chức sai quy định | Public employees recruited against the rules'),
        'Báo cáo tuyển dụng viên chức của các đơn vị sự nghiệp công lập | Reports of the public service units on recruitment',
        BNV,
      ),
    ]),
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
        'Thi tuyển lãnh đạo sở, phòng | Competitive selection of department and division heads',
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
        deduction(
          '0.25',
          'Số lãnh đạo cấp sở, cấp huyện bị kỷ luật từ cảnh cáo trở lên | Department and district leaders disciplined with a warning or more',
        ),
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
    criterion('2', 'Đào tạo, bồi dưỡng và chuẩn hóa cán bộ, công chức | Training and standards of officials', [
      item(
        '1',
        'Mức độ hoàn thành kế hoạch đào tạo, bồi dưỡng | Completion of the training plan',
        steps(
          'Số lượt người hoàn thành khóa đào tạo, bồi dưỡng | Course places completed',
          'Số lượt người theo kế hoạch đào tạo, bồi dưỡng năm | Course places in the yearly training plan',
          { 70: '0.25', 80: '0.5', 90: '0.75', 100: '1' },
        ),
        'Kế hoạch và báo cáo kết quả đào tạo, bồi dưỡng năm | Plan and report on training of the year',
        BNV,
      ),
      item(
        '1',
        'Cán bộ, công chức cấp xã đạt chuẩn | Commune officials who meet the standards',
        cappedShare(
          '100',
          'Số cán bộ, công chức cấp xã đạt chuẩn | Commune officials who meet the standards',
          'Số cán bộ, công chức cấp xã có mặt tại ngày 31/12 | Commune officials in post on 31 December',
        ),
        'Thống kê trình độ cán bộ, công chức cấp xã tại ngày 31/12 | Statistics of commune officials’ qualifications as of 31 December',
        BNV,
      ),
    ]),
    criterion('5.5', 'Chất lượng đội ngũ và môi trường công vụ | Quality of staff and working environment', [
      surveyed('1.5', 'Năng lực chuyên môn của công chức | Professional competence of civil servants', LEADERS),
      surveyed('1.5', 'Tinh thần trách nhiệm trong thực thi công vụ | Sense of duty in public service', LEADERS),
      surveyed('1.5', 'Tính công khai trong tuyển dụng, bổ nhiệm | Openness of recruitment and appointment', OFFICIALS),
      surveyed('1', 'Không có tình trạng lợi dụng chức vụ để trục lợi | Freedom from abuse of office for gain', OFFICIALS),
    ]),
  ]),

  field('11', 'Cải cách tài chính công | Public finance reform', [
    criterion('4', 'Tổ chức thực hiện công tác tài chính - ngân sách | Carrying out finance and budget work', [
      item(
        '1.5',
        'Giải ngân vốn đầu tư công | Disbursement of public investment',
        steps(
          'Số vốn đã giải ngân (triệu đồng) | Capital disbursed (million dong)',
          'Số vốn được giao trong năm (triệu đồng) | Capital assigned for the year (million dong)',
          { 70: '0.5', 80: '0.75', 90: '1', 95: '1.5' },
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
        'Giảm nợ đọng xây dựng cơ bản | Fewer arrears in construction',
        againstTarget(
          'lower',
          '50',
          'Nợ đọng xây dựng cơ bản cuối năm (triệu đồng) | Construction arrears at the end of the year (million dong)',
          'Nợ đọng xây dựng cơ bản cuối năm trước (triệu đồng) | Construction arrears at the end of the year before (million dong)',
        ),
        'Báo cáo nợ đọng xây dựng cơ bản hai năm liền kề | Reports on construction arrears of two successive years',
        by('BTC', 'BNV', 'BKHDT'),
      ),
      item(
        '1',
        'Công khai dự toán, quyết toán ngân sách địa phương | Publishing the local budget estimates and final accounts',
        deduction('0.25', 'Số nội dung công khai thiếu hoặc chậm | Publications missing or late'),
        'Quyết định công khai và đường dẫn trên cổng thông tin điện tử | Decisions on publication and links on the portal',
        BTC,
      ),
    ]),
    criterion('1.5', 'Quản lý, sử dụng tài sản công | Management and use of public property', [
      item(
        '0.75',
        'Ban hành quy chế quản lý, sử dụng tài sản công | Rules on the management and use of public property',
        steps(
          'Số cơ quan, đơn vị đã ban hành quy chế quản lý tài sản công | Bodies that issued rules on public property',
          'Số cơ quan, đơn vị phải ban hành quy chế | Bodies that must issue such rules',
          { 80: '0.25', 90: '0.5', 100: '0.75' },
        ),
        'Quy chế quản lý, sử dụng tài sản công của các đơn vị | Rules on public property of the bodies',
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
    criterion('3', 'Cơ chế tự chủ tại đơn vị sự nghiệp công lập | Autonomy of public service units', [
      item(
        '0.75',
        'Giao quyền tự chủ tài chính cho đơn vị sự nghiệp | Granting financial autonomy to service units',
        steps(
          'Số đơn vị đã được giao quyền tự chủ | Units granted autonomy',
          'Số đơn vị sự nghiệp công lập của tỉnh | Public service units of the province',
          { 80: '0.25', 90: '0.5', 100: '0.75' },
        ),
        'Quyết định giao quyền tự chủ tài chính giai đoạn ổn định | Decisions granting financial autonomy for the stable period',
        BTC,
      ),
      item(
        '0.75',
        'Tăng số đơn vị tự bảo đảm chi thường xuyên | More units that cover their own recurrent costs',
        cappedCount(
          '0.25',
          'Số đơn vị chuyển lên mức tự bảo đảm chi thường xuyên trong năm | Units that reached full cover of recurrent costs in the year',
        ),
        'Quyết định phân loại mức độ tự chủ trước và sau khi chuyển | Decisions on the level of autonomy before and after the change',
        BTC,
        { mayExceedClaim: true },
      ),
      item(
        '0.75',
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
        '0.75',
        'Chất lượng định mức kinh tế - kỹ thuật, giá dịch vụ công | Quality of technical norms and prices of public services',
        manual('0.25'),
        'Định mức kinh tế - kỹ thuật, danh mục và giá dịch vụ sự nghiệp công đã ban hành | Technical norms, lists and prices of public services issued',
        by('BTC', 'BNV', 'BKHDT'),
        { blind: true, mayExceedClaim: true },
      ),
    ]),
    surveyed('2.5', 'Tác động của cải cách đến quản lý tài chính, ngân sách | Effect of reform on finance and budget management', LEADERS),
  ]),

  field(
    '13.5',
    'Xây dựng và phát triển chính quyền điện tử, chính quyền số | Building and developing e-government and digital government',
    [
      criterion('5', 'Phát triển nền tảng, dữ liệu số | Digital platforms and data', [
        item(
          '1',
          'Kết nối, chia sẻ dữ liệu qua nền tảng dùng chung | Connecting and sharing data through the common platform',
          cappedShare(
            '80',
            'Số hệ thống thông tin đã kết nối nền tảng chia sẻ dữ liệu | Information systems connected to the data sharing platform',
            'Số hệ thống thông tin phải kết nối | Information systems that must connect',
          ),
          'Thống kê kết nối trên nền tảng tích hợp, chia sẻ dữ liệu cấp tỉnh và quốc gia | Connection statistics of the province’s and the national platform',
          BTTTT,
        ),
        item(
          '1',
          'Xây dựng cơ sở dữ liệu dùng chung của tỉnh | Building the province’s shared databases',
          againstTarget(
            'higher',
            '50',
            'Số cơ sở dữ liệu dùng chung đã đưa vào khai thác | Shared databases in use',
            'Số cơ sở dữ liệu phải đưa vào khai thác đến hết năm theo kế hoạch | Shared databases due by the end of the year under the plan',
          ),
          'Danh mục cơ sở dữ liệu, quyết định đưa vào vận hành và quy chế khai thác | List of databases, decisions putting them into use and rules of use',
          BTTTT,
        ),
        item(
          '1',
          'Cung cấp dữ liệu mở | Providing open data',
          cappedCount('0.05', 'Số bộ dữ liệu mở công bố hoặc cập nhật trong năm | Open data sets published or updated in the year'),
          'Danh mục dữ liệu mở và đường dẫn trên cổng dữ liệu của tỉnh | List of open data and links on the province’s data portal',
          BTTTT,
        ),
        item(
          '1',
          'Trao đổi văn bản điện tử có ký số ở ba cấp | Exchange of digitally signed documents at all three levels',
          steps(
            'Số văn bản đi được gửi điện tử có ký số | Outgoing documents sent electronically with a digital signature',
            'Số văn bản đi thuộc diện gửi điện tử | Outgoing documents that can be sent electronically',
            { 80: '0.25', 90: '0.5', 95: '0.75', 100: '1' },
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
      criterion('6.5', 'Dịch vụ công trực tuyến và làm việc trên môi trường số | Online public services and digital working', [
        item(
          '1.5',
          'Cung cấp dịch vụ công trực tuyến toàn trình | Providing full online public services',
          steps(
            'Số TTHC cung cấp dịch vụ công trực tuyến toàn trình | Procedures provided fully online',
            'Số TTHC đủ điều kiện cung cấp toàn trình | Procedures eligible for full online service',
            { 70: '0.5', 80: '1', 100: '1.5' },
          ),
          'Quyết định danh mục dịch vụ công trực tuyến và thống kê trên cổng dịch vụ công | Decision on the list of online services and portal statistics',
          by('BTTTT', 'BNV', 'VPCP'),
        ),
        item(
          '2',
          'Hồ sơ nộp và xử lý trực tuyến | Dossiers filed and handled online',
          cappedShare(
            '70',
            'Số hồ sơ nộp và xử lý trực tuyến | Dossiers filed and handled online',
            'Số hồ sơ của các TTHC có dịch vụ công trực tuyến | Dossiers of procedures with online service',
            'zero',
          ),
          'Thống kê trên Cổng Dịch vụ công quốc gia tại ngày 31/12 | Statistics of the National Public Service Portal as of 31 December',
          by('BTTTT', 'BNV', 'VPCP'),
        ),
        item(
          '1',
          'Thanh toán trực tuyến phí, lệ phí và nghĩa vụ tài chính | Online payment of fees, charges and dues',
          cappedShare(
            '60',
            'Số giao dịch thanh toán trực tuyến | Payments made online',
            'Số hồ sơ có yêu cầu nộp phí, lệ phí, nghĩa vụ tài chính | Dossiers that require a payment',
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
          'Danh mục chế độ báo cáo và thống kê trên Hệ thống thông tin báo cáo của tỉnh | List of reports and statistics of the province’s reporting system',
          VPCP,
        ),
        item(
          '1',
          'Chất lượng Hệ thống thông tin giải quyết TTHC của tỉnh | Quality of the province’s procedure handling system',
          manual('0.25'),
          'Báo cáo kiểm thử chức năng, tài liệu kết nối và kết quả đánh giá của người dùng | Functional test report, connection papers and user evaluation',
          by('BTTTT', 'BNV', 'VPCP'),
          { blind: true, mayExceedClaim: true },
        ),
      ]),
      criterion('2', 'Tác động của chính quyền số | Effect of digital government', [
        surveyed('1', 'Chất lượng cung cấp thông tin trên cổng thông tin điện tử | Quality of information on the portal', OFFICIALS),
        surveyed('1', 'Hiệu quả ứng dụng công nghệ số trong công việc | Effective use of digital technology at work', OFFICIALS),
      ]),
    ],
  ),

  field(
    '19.5',
    'Tác động của cải cách hành chính đến người dân, tổ chức và phát triển kinh tế - xã hội của địa phương | Impact of administrative reform on people, organisations and local socio-economic development',
    [
      surveyed(
        '10',
        'Chỉ số hài lòng về sự phục vụ hành chính (SIPAS) | Satisfaction index of public administration services (SIPAS)',
        SIPAS,
      ),
      surveyed('3', 'Tác động của CCHC đến phát triển kinh tế - xã hội | Effect of reform on socio-economic development', LEADERS),
      criterion('6.5', 'Kết quả phát triển kinh tế - xã hội | Socio-economic results', [
        central(
          '3.5',
          'Tốc độ tăng tổng sản phẩm trên địa bàn (GRDP) | Growth of the gross regional domestic product (GRDP)',
          againstTarget(
            'higher',
            '50',
            'Tốc độ tăng GRDP trong năm theo số liệu thống kê (%) | GRDP growth of the year in official statistics (%)',
            'Tốc độ tăng GRDP theo kế hoạch năm (%) | GRDP growth planned for the year (%)',
          ),
        ),
        central(
          '3',
          'Thu ngân sách nhà nước trên địa bàn | State budget revenue in the province',
          againstTarget(
            'higher',
            '80',
            'Thu ngân sách trong năm theo số liệu Bộ Tài chính (tỷ đồng) | Revenue of the year in figures of the Ministry of Finance (billion dong)',
            'Dự toán thu được Thủ tướng Chính phủ giao (tỷ đồng) | Revenue estimate assigned by the Prime Minister (billion dong)',
          ),
        ),
      ]),
    ],
  ),
];
