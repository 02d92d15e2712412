"""The Vietnamese translations of the sandbox's own pages, and the choice of the visitor's language."""

from collections.abc import Mapping

from flask import request
from werkzeug.wrappers import Response

LANGUAGES = ("vi", "en")
COOKIE = "sandbox_language"
YEAR_SECONDS = 365 * 86_400

#: English text to Vietnamese text; a test checks that every text of a template is here.
VIETNAMESE: Mapping[str, str] = {
    "Skip to the content": "Đến nội dung chính",
    "Nothing here is real: no person, no phone, no SMS.": (
        "Ở đây không có gì là thật: người, điện thoại, tin nhắn."
    ),
    "Pages of the sandbox": "Các trang của môi trường thử",
    "Start": "Trang đầu",
    "Phones": "Điện thoại",
    "People": "Người thử",
    "Gallery": "Màn hình",
    "Compare and approve the appointments of a post office.": "Đối chiếu và duyệt các lịch hẹn ở bưu cục.",
    "keys in memory (install softhsm2 for a real software token)": (
        "khóa nằm trong bộ nhớ (cài softhsm2 để có USB phần mềm thật)"
    ),
    "The stories of the tokens are in English:": "Đặc điểm của từng USB được viết bằng tiếng Anh:",
    "For testers": "Dành cho người kiểm thử",
    # the computer with the token
    "Computer with a USB token": "Máy tính có USB ký số",
    "A page asks for a signature": "Một trang yêu cầu chữ ký",
    "Who asks": "Ai yêu cầu",
    "What is signed": "Nội dung ký",
    "PIN of the token (123456)": "Mã PIN của USB (123456)",
    "Sign": "Ký",
    "No page asks for a signature now. This page looks again by itself.": (
        "Chưa có trang nào yêu cầu chữ ký. Trang này tự kiểm tra lại."
    ),
    "PIN tries left:": "Số lần nhập PIN còn lại:",
    "Which token is plugged in": "USB nào đang cắm",
    "Take the token out": "Rút USB ra",
    "How to try each signing program": "Cách thử từng phần mềm ký số",
    (
        "VGCA Sign Service and VNPT-CA Plugin are open on this computer already: plug a token in, then "
        "choose one of them on the product's page."
    ): (
        "VGCA Sign Service và VNPT-CA Plugin đã mở sẵn trên máy tính này: hãy cắm USB, rồi chọn một trong "
        "hai phần mềm trên trang của sản phẩm."
    ),
    "Web eID is a browser extension; this plays it": (
        "Web eID là tiện ích của trình duyệt; đoạn mã này đóng vai tiện ích đó"
    ),
    (
        "On the page where one signs, open the browser's console (F12), paste this and press Enter; then "
        "choose Web eID. It is gone when the page is loaded again. Do so here only: never paste into the "
        "console what you do not know."
    ): (
        "Ở trang ký, hãy mở bảng điều khiển của trình duyệt (F12), dán đoạn mã này rồi nhấn Enter; sau đó "
        "chọn Web eID. Khi trang được tải lại thì phải dán lại. Chỉ làm như vậy ở đây: không bao giờ dán "
        "vào bảng điều khiển thứ mà bạn không biết rõ."
    ),
    "Computer": "Máy tính",
    "Plug a USB token in, and answer its PIN dialog.": "Cắm USB ký số và trả lời hộp nhập PIN của nó.",
    # the push service
    "News on devices": "Tin báo trên thiết bị",
    (
        "A push service for tests. A program makes a device here and gives it to the browser under test; "
        "what the product sends to it is decrypted and shown."
    ): (
        "Dịch vụ tin báo để thử. Chương trình kiểm thử tạo một thiết bị ở đây và giao cho trình duyệt đang "
        "thử; những gì sản phẩm gửi tới thiết bị đó được giải mã và hiện ra."
    ),
    "Device": "Thiết bị",
    "ended": "đã kết thúc",
    "No device yet.": "Chưa có thiết bị nào.",
    "What the product sent to devices that asked to be told.": (
        "Những gì sản phẩm đã gửi tới các thiết bị muốn nhận tin."
    ),
    # home
    "The sandbox": "Môi trường thử",
    "It plays everyone whom the portal asks, to try the portal without anyone real.": (
        "Môi trường này đóng vai mọi hệ thống mà cổng dịch vụ kết nối để thử mà không đụng đến người thật."
    ),
    "Open the portal": "Mở cổng dịch vụ",
    "Register there as one of the people of the sandbox.": "Đăng ký ở đó bằng một người của môi trường thử.",
    "Who lives here, what they type, and what happens to each.": (
        "Ai ở đây, họ nhập gì và điều gì xảy ra với họ."
    ),
    "Where their SMS arrive, and their SIM asks them to sign.": (
        "Nơi tin nhắn của họ đến và nơi SIM yêu cầu họ ký số."
    ),
    "Every screen of the portal in every state, in both languages.": (
        "Mọi màn hình của cổng dịch vụ ở mọi trạng thái, bằng cả hai ngôn ngữ."
    ),
    "The QA interface for programs, as OpenAPI: messages, knobs, clock, reset.": (
        "Giao diện kiểm thử cho chương trình, theo OpenAPI: tin nhắn, núm điều chỉnh, đồng hồ, đặt lại."
    ),
    # people
    "People of the sandbox": "Những người trong môi trường thử",
    "Table of people": "Bảng những người trong môi trường thử",
    "Name": "Họ và tên",
    "Citizen number": "Số định danh",
    "Date of birth": "Ngày sinh",
    "Sex": "Giới tính",
    "male": "nam",
    "female": "nữ",
    "Phone": "Điện thoại",
    "Insurance number": "Mã số BHXH",
    "Their insurance numbers are 0090000 and the last three digits of the phone.": (
        "Mã số BHXH của họ là 0090000 và ba chữ số cuối của số điện thoại."
    ),
    "What happens": "Điều gì xảy ra",
    "Old identity number": "Số CMND cũ",
    "And a crowd of %(count)s people alike, for whom everything works: from %(first)s to %(last)s.": (
        "Và một đám đông %(count)s người giống nhau, mọi việc đều suôn sẻ: từ %(first)s đến %(last)s."
    ),
    # gallery
    "Gallery of the portal's screens": "Bộ sưu tập màn hình của cổng dịch vụ",
    "Each link opens a screen in one state, without walking there.": (
        "Mỗi liên kết mở một màn hình ở một trạng thái mà không cần đi từng bước."
    ),
    "The portal shows no gallery": "Cổng dịch vụ chưa có bộ sưu tập",
    "The portal at %(address)s does not answer, or its gallery is off.": (
        "Cổng dịch vụ tại %(address)s không trả lời, hoặc bộ sưu tập đang tắt."
    ),
    "Start it (make run), then try again.": "Hãy khởi động cổng dịch vụ (make run) rồi thử lại.",
    "Try again": "Thử lại",
    # phones
    "Choose a phone": "Chọn điện thoại",
    "Phone number": "Số điện thoại",
    "For example 0900 000 001": "Ví dụ: 0900 000 001",
    "This is not a mobile number. Enter ten digits, for example 0900 000 001.": (
        "Đây không phải số di động. Hãy nhập mười chữ số, ví dụ 0900 000 001."
    ),
    "Error": "Lỗi",
    "Show this phone": "Xem điện thoại này",
    "Or someone's phone": "Hoặc điện thoại của một người",
    "This phone belongs to nobody in the table.": "Điện thoại này không của ai trong bảng.",
    "Messages": "Tin nhắn",
    "No message yet.": "Chưa có tin nhắn.",
    "Reload": "Tải lại",
    "Another phone": "Điện thoại khác",
    "Copy the code": "Chép mã",
    "Copied": "Đã chép",
    "A new message has arrived": "Có tin nhắn mới",
    "One-time code": "Mã xác thực",
    # SIMs that sign
    "SIMs that sign": "SIM ký số",
    "SIM that signs": "SIM ký số",
    "Name in the certificate": "Tên trong chứng thư số",
    "The crowd has some, too; everybody else has none. The PIN is 123456.": (
        "Đám đông cũng có SIM ký số; những người khác không có. Mã PIN là 123456."
    ),
    "The SIM asks you to sign": "SIM yêu cầu bạn ký số",
    "PIN of the SIM": "Mã PIN của SIM",
    "In the sandbox it is %(pin)s.": "Trong môi trường thử, mã là %(pin)s.",
    "This PIN was wrong. Tries left: %(count)s.": "Mã PIN không đúng. Số lần thử còn lại: %(count)s.",
    "Confirm": "Xác nhận",
    "Cancel": "Hủy",
    "You confirmed. Go on at the portal.": "Bạn đã xác nhận. Hãy tiếp tục tại cổng dịch vụ.",
    "You refused. Nothing was signed.": "Bạn đã từ chối. Không có gì được ký.",
    "The PIN is blocked after three wrong tries, until the sandbox is reset.": (
        "Mã PIN bị khóa sau ba lần sai, cho đến khi môi trường thử được đặt lại."
    ),
    "The SIM asks nothing any more: it took too long.": "SIM không còn yêu cầu gì: đã quá thời gian.",
    # post office
    "Post office": "Bưu cục",
    "Post office counter": "Quầy bưu cục",
    "Play the clerk, then the supervisor, who is somebody else. Each press calls the portal, signed.": (
        "Đóng vai giao dịch viên, rồi kiểm soát viên là người khác. Mỗi lần bấm sẽ gọi cổng dịch vụ, có ký."
    ),
    "The portal answered:": "Cổng dịch vụ trả lời:",
    "Reference": "Mã hẹn",
    "Who you are": "Bạn là ai",
    "For example CLERK-1 or SUPERVISOR-2": "Ví dụ CLERK-1 hoặc SUPERVISOR-2",
    "Last four digits of the document": "Bốn số cuối của giấy tờ",
    "Why it is rejected": "Lý do từ chối",
    "details_differ": "thông tin khác giấy tờ",
    "other_person": "không đúng người",
    "document_expired": "giấy tờ hết hạn",
    "document_doubtful": "giấy tờ không đọc được hoặc đáng ngờ",
    "How the call is sent": "Cách gửi",
    "once": "một lần",
    "replayed": "hai lần y hệt (phát lại)",
    "told_again": "báo lại bằng lần gọi mới",
    "late": "muộn mười phút",
    "wrong_signature": "chữ ký sai",
    "Clerk: compared": "Giao dịch viên: đã đối chiếu",
    "Supervisor: approved": "Kiểm soát viên: duyệt",
    "Rejected": "Từ chối",
    "People of the post": "Người của bưu điện",
    # VNeID
    "Sign in at VNeID (played)": "Đăng nhập VNeID (đóng vai)",
    "Choose who signs in. This is not VNeID: no password is asked.": (
        "Hãy chọn người đăng nhập. Đây không phải VNeID: không hỏi mật khẩu."
    ),
    "Somebody else of the sandbox": "Người khác của môi trường thử",
    "Nobody of the sandbox has this number.": "Không có ai trong môi trường thử có số này.",
    "Look for this person": "Tìm người này",
    "Cancel and go back to the portal": "Hủy và quay lại cổng",
    # trial portals
    "Trial portals": "Cổng thử",
    "Sign in there with an account of the product, and see what they are told.": (
        "Đăng nhập ở đó bằng tài khoản của sản phẩm và xem cổng được biết những gì."
    ),
    "Two websites that sign people in with an account of the product, as real portals do.": (
        "Hai trang web cho đăng nhập bằng tài khoản của sản phẩm, như các cổng thật."
    ),
    "Standard trial portal": "Cổng thử chuẩn",
    "Old-style trial portal": "Cổng thử kiểu cũ",
    "It keeps to OpenID Connect: a key of its own, PKCE, nonce, and it checks everything that comes back.": (
        "Cổng này làm đúng chuẩn OpenID Connect: ký bằng khóa riêng, dùng PKCE và nonce, kiểm tra mọi thứ "
        "được trả về."
    ),
    "It is like the old portals: a secret, no PKCE, no nonce, and it checks nothing.": (
        "Cổng này giống các cổng cũ: có mã bí mật riêng, không PKCE, không nonce, không kiểm tra gì."
    ),
    "right": "đúng",
    "wrong": "sai",
    "The sign-in ended with an error:": "Đăng nhập kết thúc với lỗi:",
    "This portal does not believe the answer: see what is wrong below.": (
        "Cổng này không tin câu trả lời: xem chỗ sai ở dưới."
    ),
    "Signed out.": "Đã đăng xuất.",
    "You signed out here.": "Bạn đã đăng xuất tại đây.",
    "The product told over the back channel that this session ended.": (
        "Sản phẩm đã báo qua kênh sau rằng phiên này kết thúc."
    ),
    "You are signed in.": "Bạn đã đăng nhập.",
    "Level": "Mức",
    "What this portal was told about you": "Cổng này được biết gì về bạn",
    "Sign out": "Đăng xuất",
    "Sign in with your account": "Đăng nhập bằng tài khoản của bạn",
    "Choices for testers": "Lựa chọn cho người kiểm thử",
    "Least level": "Mức thấp nhất",
    "not named": "không nêu",
    "in seconds": "tính bằng giây",
    "Use the code twice, as a thief would": "Dùng mã hai lần, như kẻ trộm",
    "Sign in with these choices": "Đăng nhập với các lựa chọn này",
    "The last round trip": "Lượt đăng nhập gần nhất",
    "The old shape checks neither state nor nonce nor signature: whoever brings a code is signed in.": (
        "Kiểu cũ không kiểm tra state, nonce hay chữ ký: ai mang mã đến cũng được đăng nhập."
    ),
    "What this portal checked": "Cổng này đã kiểm tra gì",
    "The id_token, decoded": "Nội dung của id_token",
    "Header": "Phần đầu",
    "Every question and answer": "Mọi câu hỏi và câu trả lời",
    "Messages over the back channel": "Thông báo qua kênh sau",
    "taken, sessions ended: %(count)s": "đã nhận, số phiên kết thúc: %(count)s",
    "refused": "bị từ chối",
    "None yet. The product sends one when a person signs out there, or freezes or deletes the account.": (
        "Chưa có. Sản phẩm gửi khi người dùng đăng xuất ở đó, tạm khóa hoặc xóa tài khoản."
    ),
    # steps and checks
    "Discovery": "Tìm các địa chỉ",
    "The browser comes back": "Trình duyệt quay lại",
    "Code for tokens": "Đổi mã lấy token",
    "The product's keys": "Các khóa của sản phẩm",
    "Who is it?": "Đó là ai?",
    "The same code once more": "Dùng lại chính mã đó",
    "Who is it, with the first token?": "Đó là ai, với token đầu tiên?",
    "The product tells that a session ended": "Sản phẩm báo một phiên đã kết thúc",
    "The browser leaves to sign out": "Trình duyệt đi đăng xuất",
    "The browser is back, signed out": "Trình duyệt quay lại, đã đăng xuất",
    "Return: this browser sent the state": "Quay lại: state do chính trình duyệt này gửi",
    "Return: iss is the product (RFC 9207)": "Quay lại: iss là sản phẩm (RFC 9207)",
    "Signature: made with a key that the product publishes": "Chữ ký: tạo bằng khóa mà sản phẩm công bố",
    "Token: iss is the product": "Token: iss là sản phẩm",
    "Token: aud is this portal alone": "Token: aud chỉ là cổng này",
    "Token: it has not expired": "Token: chưa hết hạn",
    "id_token: the nonce is the one that was sent": "id_token: nonce đúng là giá trị đã gửi",
    "id_token: at_hash belongs to the access token": "id_token: at_hash khớp với access token",
    "id_token: acr is what was asked for, or more": "id_token: acr đạt mức đã yêu cầu hoặc cao hơn",
    "id_token: auth_time is not older than max_age": "id_token: auth_time không cũ hơn max_age",
    "userinfo: sub is the one of the id_token": "userinfo: sub trùng với id_token",
    "userinfo: there is a TechID, by which the account is found": "userinfo: có TechID để tìm tài khoản",
    "Code used twice: the second use is refused": "Dùng mã hai lần: lần thứ hai bị từ chối",
    "Code used twice: the token of the first use has ended": (
        "Dùng mã hai lần: token của lần đầu đã hết hiệu lực"
    ),
    "logout token: typ is logout+jwt": "logout token: typ là logout+jwt",
    "logout token: iat is of these minutes": "logout token: iat là trong mấy phút này",
    "logout token: events names a logout": "logout token: events nêu việc đăng xuất",
    "logout token: it names a subject or a session": "logout token: nêu người dùng hoặc phiên",
    "logout token: it has no nonce": "logout token: không có nonce",
    "logout token: it has a jti": "logout token: có jti",
    "logout token: it did not come before": "logout token: chưa từng đến",
    # errors of a sign-in
    "The person cancelled, or did not agree.": "Người dùng đã hủy hoặc không đồng ý.",
    "Without a page it can not go on: the person is not signed in, or too long ago.": (
        "Không hiện trang thì không thể tiếp tục: người dùng chưa đăng nhập, hoặc đăng nhập đã quá lâu."
    ),
    "Without a page it can not go on: the person has not agreed yet.": (
        "Không hiện trang thì không thể tiếp tục: người dùng chưa đồng ý."
    ),
    "Without a page it can not go on: the level is too low.": (
        "Không hiện trang thì không thể tiếp tục: mức xác minh còn thấp."
    ),
    "The request is wrong.": "Yêu cầu sai.",
    "The portal asks for a scope that does not exist, or not for openid.": (
        "Cổng xin một scope không có, hoặc không xin openid."
    ),
    "The product does not believe that it is this portal that asks.": (
        "Sản phẩm không tin rằng chính cổng này đang hỏi."
    ),
    "The code is used, expired, or of another portal.": "Mã đã dùng, đã hết hạn hoặc của cổng khác.",
    "The access token has ended.": "Access token đã hết hiệu lực.",
    "The product does not answer.": "Sản phẩm không trả lời.",
    "The browser came back with neither a code nor an error.": "Trình duyệt quay lại mà không có mã hay lỗi.",
}


def current_language() -> str:
    """Return the visitor's language: from the address, else the cookie, else the browser's preference."""
    for chosen in (request.args.get("language"), request.cookies.get(COOKIE)):
        if chosen in LANGUAGES:
            return chosen
    return request.accept_languages.best_match(LANGUAGES) or "vi"


def say(text: str, **facts: object) -> str:
    """Translate *text* into the visitor's language, and fill in *facts*."""
    words = text if current_language() == "en" else VIETNAMESE.get(text, text)
    return words % facts if facts else words


def remember_language(answer: Response, language: str) -> None:
    """Store the chosen language in a cookie for a year."""
    answer.set_cookie(COOKIE, language, max_age=YEAR_SECONDS, samesite="Lax", httponly=True)
