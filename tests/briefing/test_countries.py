"""A code, a flag or a usual name stands for one country, or for none."""

import pytest

from bot.briefing.countries import country_code, country_name, flag, fold, is_country


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("benin", "BJ"),
        ("BJ", "BJ"),
        (" bj ", "BJ"),
        ("🇧🇯", "BJ"),
        ("is 🇧🇯 a member?", "BJ"),
        ("BEN", "BJ"),
        ("Bénin", "BJ"),
        ("Be\u0301nin", "BJ"),
        ("the Netherlands", "NL"),
        ("NO", "NO"),
        ("Norvège", "NO"),
        ("النرويج", "NO"),
        ("UK", "GB"),
        ("Great Britain", "GB"),
        ("USA", "US"),
        ("United States of America", "US"),
        ("840", "US"),
        ("South Korea", "KR"),
        ("Republic of Korea", "KR"),
        ("North Korea", "KP"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("Ivory Coast", "CI"),
        ("Côte d'Ivoire", "CI"),
        ("Czech Republic", "CZ"),
        ("Cape Verde", "CV"),
        ("Swaziland", "SZ"),
        ("Bosnia & Herzegovina", "BA"),
        ("Kosovo", "XK"),
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("Guinea", "GN"),
        ("Guinea-Bissau", "GW"),
        ("Equatorial Guinea", "GQ"),
        ("Congo-Kinshasa", "CD"),
        ("Democratic Republic of the Congo", "CD"),
        ("DRC", "CD"),
        ("Congo-Brazzaville", "CG"),
        ("Republic of the Congo", "CG"),
        ("the republic of the congo", "CG"),
        ("Congo", None),
        ("SU", None),
        ("EU", None),
        ("European Union", None),
        ("UN", None),
        ("Canary Islands", None),
        ("🇪🇺", None),
        ("🇽🇽", None),
        ("🇧", None),
        ("the", None),
        ("", None),
        ("Atlantis", None),
    ],
)
def test_words_stand_for_a_country(words: str, code: str | None) -> None:
    assert country_code(words) == code


@pytest.mark.parametrize("code", ["ZZ", "EU", "UN", "IC", "AC", "XX", "no", "NOR", ""])
def test_a_code_of_no_country_is_none(code: str) -> None:
    assert not is_country(code)


def test_every_country_is_found_by_its_own_name_code_and_flag() -> None:
    codes = [a + b for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    countries = [code for code in codes if is_country(code)]

    assert len(countries) == 250  # of ISO 3166, and Kosovo
    for code in countries:
        assert {country_code(word) for word in (code, flag(code), country_name(code))} == {code}


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  The  Gambia ", "gambia"),
        ("the", "the"),
        ("CÔTE-D’IVOIRE", "cote d ivoire"),
        ("Trinidad & Tobago", "trinidad and tobago"),
        ("snake_case", "snake case"),
        ("ﬁn", "fin"),
        ("…", ""),
    ],
)
def test_names_are_compared_without_case_accents_and_punctuation(text: str, folded: str) -> None:
    assert fold(text) == folded
