"""Names stand in the order Vietnamese readers look them up in, and are found without marks."""

import random
import unicodedata
from typing import Literal

import pytest

from api.i18n.vietnamese import folded, sort_key

# Sorted by ICU 78.2, collation `vi` (Intl.Collator of Node.js), not by us.
IN_ORDER = [
    "a",
    "à",
    "ả",
    "ã",
    "á",
    "ạ",
    "ai",
    "ái",
    "an",
    "án",
    "anh",
    "ảnh",
    "ăn",
    "âm",
    "ẩm",
    "ẫm",
    "ân",
    "ấn",
    "ba",
    "bà",
    "bá",
    "bác",
    "bạc",
    "ban",
    "bàn",
    "bản",
    "bán",
    "bạn",
    "bang",
    "bao",
    "bảo",
    "báo",
    "bắc",
    "bằng",
    "bầu",
    "ca",
    "cả",
    "các",
    "cách",
    "cái",
    "can",
    "căn",
    "cân",
    "cấp",
    "chi",
    "chỉ",
    "chí",
    "chị",
    "chiến",
    "chính",
    "cho",
    "chủ",
    "chú",
    "cơ",
    "cờ",
    "cụm",
    "da",
    "dân",
    "dẫn",
    "dự",
    "đã",
    "đá",
    "đại",
    "đảng",
    "đánh",
    "đạo",
    "đất",
    "đầu",
    "đề",
    "đi",
    "định",
    "đoàn",
    "đội",
    "đồng",
    "đơn",
    "đủ",
    "đưa",
    "em",
    "ép",
    "ếch",
    "êm",
    "gà",
    "giao",
    "giáo",
    "hạng",
    "hành",
    "hòa",
    "hoàn",
    "hội",
    "khen",
    "khối",
    "kiểm",
    "lao",
    "lập",
    "lễ",
    "liên",
    "mặt",
    "mẫu",
    "năm",
    "nghị",
    "nội",
    "ô",
    "ở",
    "ơn",
    "phó",
    "phong",
    "quân",
    "quốc",
    "quy",
    "sở",
    "suy",
    "tập",
    "tham",
    "thi",
    "thị",
    "thưởng",
    "tỉnh",
    "tổ",
    "tôn",
    "tổng",
    "trường",
    "trưởng",
    "u",
    "ủy",
    "ưu",
    "ý",
    "yêu",
]


def test_words_stand_as_the_collation_of_the_country_sorts_them() -> None:
    shuffled = IN_ORDER.copy()
    random.Random(7).shuffle(shuffled)

    assert sorted(shuffled, key=sort_key) == IN_ORDER


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_however_a_keyboard_writes_it_a_name_has_one_place(form: Literal["NFC", "NFD"]) -> None:
    name = unicodedata.normalize(form, "Đường Lê Thị Hồng Gấm")

    assert sort_key(name)[:2] == sort_key("Đường Lê Thị Hồng Gấm")[:2]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("hoa binh", "Tỉnh Hòa Bình"),
        ("DANG", "Đảng ủy"),
        ("uy ban", "Ủy ban"),
        ("nguyen", "Nguyễn"),
    ],
)
def test_a_name_is_found_without_its_marks(typed: str, name: str) -> None:
    assert folded(typed) in folded(name)
