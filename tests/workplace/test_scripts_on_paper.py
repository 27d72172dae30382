"""Names and addresses print in whatever script they are written in."""

from io import BytesIO

import pypdfium2
import pytest
from pypdf import PdfReader

from orders.models import Order
from workplace.documents.code128 import bars
from workplace.documents.printing import DocumentKind, print_document

READ_BACK = {
    "Latin": "Łódź Œuvre ñandú",
    "Turkish": "Ağaç ğşİıĞŞÖÜ € ₺ kupa",
    "Vietnamese": "Nguyễn Thị Hường",
    "Greek": "Ελληνικά όνομα",
    "Cyrillic": "Юрий Щербаков",
    "Chinese": "王小明 北京市朝阳区 臺北市",
    "Japanese": "山田太郎 東京都千代田区ヴィラ",
    "Korean": "김철수 서울특별시",
    "Arabic": "محمد شارع الملك",
    "Hebrew": "שלום כהן הרצל",
    "Devanagari": "राजेन्द्र नई दिल्ली",
    "Thai": "สวัสดี กรุงเทพ",
}
DRAWN = {
    "Bengali": "বাংলা",
    "Gurmukhi": "ਪੰਜਾਬੀ",
    "Gujarati": "ગુજરાતી",
    "Oriya": "ଓଡ଼ିଆ",
    "Tamil": "தமிழ்",
    "Telugu": "తెలుగు",
    "Kannada": "ಕನ್ನಡ",
    "Malayalam": "മലയാളം",
    "Sinhala": "සිංහල",
    "Lao": "ລາວ",
    "Khmer": "ខ្មែរ",
    "Burmese": "မြန်မာ",
    "Ethiopic": "አማርኛ",
    "Thaana": "ދިވެހި",
    "Tibetan": "བོད་",
    "Armenian": "Հայերեն",
    "Georgian": "ქართული",
}
"""Programs read these back in their own order of letters; that none is missing is what counts."""

NOT_DRAWN = "\0"
"""As what a letter that no font has is read back."""


@pytest.fixture
def slip(place):
    """The packing slip of an order whose address has this note."""

    def slip(note):
        order = place(shipping_address={"line": "300 E St SW", "city_name": "Washington", "notes": note})
        return print_document(Order.objects.select_related("channel").get(pk=order.pk), DocumentKind.PACKING_SLIP)

    return slip


@pytest.mark.django_db
def test_every_word_is_read_back_as_it_was_written(slip):
    text = pypdfium2.PdfDocument(slip(" ".join(READ_BACK.values())))[0].get_textpage().get_text_range()
    printed = "".join(text.split())

    words = {word: script for script, text in READ_BACK.items() for word in text.split()}
    assert {word: script for word, script in words.items() if word not in printed} == {}


@pytest.mark.django_db
def test_no_letter_is_missing(slip):
    everything = " ".join([*READ_BACK.values(), *DRAWN.values()])

    assert NOT_DRAWN not in read(slip(everything))
    assert NOT_DRAWN in read(slip("\U00012000"))  # cuneiform


def read(pdf):
    return PdfReader(BytesIO(pdf)).pages[0].extract_text()


@pytest.mark.django_db
def test_letters_are_embedded_in_fonts_of_ours_alone(slip):
    fonts = PdfReader(BytesIO(slip("محمد 山田"))).pages[0]["/Resources"]["/Font"].values()

    names = {font.get_object()["/BaseFont"].split("+")[1] for font in fonts}
    assert all(any(ours in name for ours in ("DejaVuSans", "NotoSansArabic", "DroidSansFallback")) for name in names)
    for font in fonts:
        described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(described.get_object())


def test_a_bar_code_begins_and_ends_as_the_standard_says_and_checks_itself():
    symbols = "".join(str(width) for width in bars("PJJ123C"))

    assert symbols.startswith("211214" + "313121")
    assert symbols.endswith("311321" + "2331112")
    assert sum(bars("PJJ123C")) == 11 * (1 + 7 + 1) + 13


def test_a_bar_code_refuses_letters_that_it_lacks():
    with pytest.raises(ValueError, match="Code 128 lacks"):
        bars("ş")
