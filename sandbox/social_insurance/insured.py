"""The people with a story about social insurance: one row for each thing that can happen.

All other people of the sandbox are insured, too: their number is ``0090000`` and the last three digits of
their phone number, and their record equals their row.
"""

from sandbox.people.person import InsuranceAnswer, InsuranceRecord, SandboxPerson

INSURED: tuple[SandboxPerson, ...] = (
    SandboxPerson(
        "insured",
        "Vương Thị Thanh Tâm", "000191000040", "1991-04-12", "female", "+84900000040",
        "Social insurance keeps the same; the number has 10 digits.",
        "Dữ liệu bảo hiểm xã hội khớp; mã số có 10 chữ số.",
    ),
    SandboxPerson(
        "insured_twelve_digits",
        "Nghiêm Văn Thắng", "000088000041", "1988-12-05", "male", "+84900000041",
        "The insurance number is the citizen number, 12 digits.",
        "Mã số bảo hiểm xã hội chính là số định danh 12 chữ số.",
        own_insurance_number="000088000041",
    ),
    SandboxPerson(
        "insured_record_year_only",
        "Quách Thị Bảy", "000153000042", "1953-06-20", "female", "+84900000042",
        "The record has only the year of birth; name and both numbers agree, which is enough.",
        "Dữ liệu chỉ có năm sinh; họ tên và hai số đều khớp nên vẫn được.",
        insurance_records=(InsuranceRecord(birth_date="1953"),),
    ),
    SandboxPerson(
        "insured_knows_year_only",
        "Thạch Văn Chín", "000049000043", "1949", "male", "+84900000043",
        "Knows only the year of birth: leave day and month empty; the record has the whole date.",
        "Chỉ biết năm sinh: để trống ngày và tháng; dữ liệu có đủ ngày sinh.",
        insurance_records=(InsuranceRecord(birth_date="1949-09-02"),),
    ),
    SandboxPerson(
        "insured_old_number_only",
        "Đoàn Văn Lực", "000072000044", "1972-02-18", "male", "+84900000044",
        "The record has only the old 9-digit number: registered under it, and one signs in with it.",
        "Dữ liệu chỉ có số CMND 9 số: tài khoản được mở theo số đó và đăng nhập bằng số đó.",
        old_identity_number="000000044",
        insurance_records=(InsuranceRecord(identity_numbers=("000000044",)),),
    ),
    SandboxPerson(
        "insured_old_number_and_year",
        "Châu Thị Sáu", "000155000045", "1955-08-08", "female", "+84900000045",
        "The record has only the old number and the year of birth: too little, so the person differs.",
        "Dữ liệu chỉ có số CMND cũ và năm sinh: quá ít để đối chiếu nên không khớp.",
        old_identity_number="000000045",
        insurance_records=(InsuranceRecord(birth_date="1955", identity_numbers=("000000045",)),),
    ),
    SandboxPerson(
        "insured_both_numbers",
        "Lâm Ngọc Phượng", "000182000046", "1982-10-30", "female", "+84900000046",
        "The record has both numbers, old and new: one account, whichever is asked for later.",
        "Dữ liệu có cả số CMND cũ và số định danh: chỉ một tài khoản, dù sau này tra theo số nào.",
        old_identity_number="000000046",
        insurance_records=(InsuranceRecord(identity_numbers=("000000046", "000182000046")),),
    ),
    SandboxPerson(
        "insured_plain_name",
        "Huỳnh Thị Tuyết Mai", "000190000047", "1990-01-25", "female", "+84900000047",
        "The register keeps the name without diacritics: it differs unless the operator allows that.",
        "Dữ liệu lưu tên không dấu nên không khớp, trừ khi đơn vị vận hành cho phép.",
        insurance_records=(InsuranceRecord(full_name="HUYNH THI TUYET MAI"),),
    ),
    SandboxPerson(
        "insured_name_differs",
        "Trương Văn Hải", "000087000048", "1987-07-17", "male", "+84900000048",
        "The register keeps another name, so the person differs.",
        "Dữ liệu có họ tên khác nên thông tin không khớp.",
        insurance_records=(InsuranceRecord(full_name="Trương Vân Hải"),),
    ),
    SandboxPerson(
        "insured_birth_date_differs",
        "Ông Thị Liên", "000176000049", "1976-03-09", "female", "+84900000049",
        "The register keeps another date of birth, so the person differs.",
        "Dữ liệu có ngày sinh khác nên thông tin không khớp.",
        insurance_records=(InsuranceRecord(birth_date="1976-09-03"),),
    ),
    SandboxPerson(
        "insured_number_differs",
        "Tống Quang Vinh", "000084000050", "1984-11-11", "male", "+84900000050",
        "The record holds another citizen number, so the person differs.",
        "Dữ liệu có số định danh khác nên thông tin không khớp.",
        insurance_records=(InsuranceRecord(identity_numbers=("000084000950",)),),
    ),
    SandboxPerson(
        "insured_unknown",
        "Khuất Thị Duyên", "000196000051", "1996-05-06", "female", "+84900000051",
        "The register has nobody under this number.",
        "Không có ai trong dữ liệu mang mã số này.",
        insurance=InsuranceAnswer.UNKNOWN_NUMBER,
    ),
    SandboxPerson(
        "insured_two_records",
        "Bạch Đình Nam", "000083000052", "1983-09-29", "male", "+84900000052",
        "Two records stand under one number, one of them somebody else's: theirs is found.",
        "Hai hồ sơ cùng một mã số, một hồ sơ của người khác: vẫn tìm được đúng hồ sơ.",
        insurance_records=(
            InsuranceRecord(
                full_name="Bạch Đình Bắc", birth_date="1981-01-01", identity_numbers=("000081000952",)
            ),
            InsuranceRecord(),
        ),
    ),
    SandboxPerson(
        "insured_records_conflict",
        "Giang Thị Hòa", "000174000053", "1974-04-24", "female", "+84900000053",
        "Two records agree and hold two different old numbers: unclear, to be put in order at the office.",
        "Hai hồ sơ đều khớp nhưng có hai số CMND khác nhau: chưa rõ, cần chỉnh tại cơ quan bảo hiểm xã hội.",
        insurance_records=(
            InsuranceRecord(identity_numbers=("000000053", "000174000053")),
            InsuranceRecord(identity_numbers=("000000953",)),
        ),
    ),
    SandboxPerson(
        "insured_closed",
        "Mạc Văn Tiến", "000065000054", "1965-12-12", "male", "+84900000054",
        "Everything agrees, but the record was closed.",
        "Mọi thông tin đều khớp nhưng hồ sơ đã đóng.",
        insurance_records=(InsuranceRecord(is_open=False),),
    ),
    SandboxPerson(
        "insured_no_identity_number",
        "Ninh Thị Cúc", "000168000055", "1968-08-28", "female", "+84900000055",
        "The record holds no identity number at all: unclear, to be put in order at the office.",
        "Hồ sơ không có số giấy tờ nào: chưa rõ, cần bổ sung tại cơ quan bảo hiểm xã hội.",
        insurance_records=(InsuranceRecord(identity_numbers=()),),
    ),
    SandboxPerson(
        "insured_renumbered",
        "Từ Minh Khôi", "000094000056", "1994-02-22", "male", "+84900000056",
        "Types the old 10-digit number; the record stands under the citizen number since 2025.",
        "Nhập mã số 10 chữ số cũ; từ năm 2025 hồ sơ mang số định danh.",
        insurance_records=(InsuranceRecord(number="000094000056"),),
    ),
    SandboxPerson(
        "insured_old_number_taken",
        "Lâm Ngọc Phụng", "000182000057", "1982-10-03", "female", "+84900000057",
        "The record holds the old number of 0900 000 046: once that account is open, an account exists.",
        "Hồ sơ có số CMND cũ của 0900 000 046: khi tài khoản kia đã mở thì báo tài khoản đã tồn tại.",
        old_identity_number="000000046",
        insurance_records=(InsuranceRecord(identity_numbers=("000000046",)),),
    ),
    SandboxPerson(
        "insurance_token_refused",
        "Ứng Thị Vân", "000199000058", "1999-03-03", "female", "+84900000058",
        "The bus refuses every token for this person (401): trouble of ours, nobody is refused.",
        "Trục dữ liệu từ chối mọi token với người này (401): lỗi phía hệ thống, chưa bị từ chối.",
        insurance=InsuranceAnswer.TOKEN_REFUSED,
    ),
    SandboxPerson(
        "insurance_not_allowed",
        "Lục Văn Sinh", "000089000059", "1989-09-19", "male", "+84900000059",
        "The bus says that we may not ask (403): trouble of ours, nobody is refused.",
        "Trục dữ liệu báo không có quyền (403): lỗi phía hệ thống, chưa bị từ chối.",
        insurance=InsuranceAnswer.NOT_ALLOWED,
    ),
    SandboxPerson(
        "insurance_busy",
        "Âu Thị Nhung", "000195000060", "1995-06-16", "female", "+84900000060",
        "The bus is over its quota and asks to wait 30 seconds (429).",
        "Trục dữ liệu vượt hạn mức và yêu cầu chờ 30 giây (429).",
        insurance=InsuranceAnswer.BUSY,
    ),
    SandboxPerson(
        "insurance_down",
        "Viên Đức Anh", "000097000061", "1997-07-27", "male", "+84900000061",
        "The bus is down for this person (503): nothing is refused, try again.",
        "Trục dữ liệu ngừng hoạt động với người này (503): chưa bị từ chối, hãy thử lại.",
        insurance=InsuranceAnswer.DOWN,
    ),
    SandboxPerson(
        "insurance_slow",
        "Hứa Thị Xuân", "000186000062", "1986-01-06", "female", "+84900000062",
        "The bus answers only after 30 seconds, longer than the product waits.",
        "Trục dữ liệu chỉ trả lời sau 30 giây, lâu hơn thời gian hệ thống chờ.",
        insurance=InsuranceAnswer.SLOW,
    ),
    SandboxPerson(
        "insurance_nonsense",
        "La Quốc Bảo", "000092000063", "1992-12-02", "male", "+84900000063",
        "The bus answers words that nobody agreed on.",
        "Trục dữ liệu trả lời những từ không có trong thỏa thuận.",
        insurance=InsuranceAnswer.NONSENSE,
    ),
)  # fmt: skip
