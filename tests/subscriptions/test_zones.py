"""A time zone is found by the country or city that people name, and shown in the same words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.briefing.countries import country_name, flag
from bot.briefing.model import Briefing
from bot.subscriptions.zones import (
    _LARGEST,
    MOST,
    _territories,
    _well_known,
    clock,
    find_zones,
    zone_name,
)

# Of the countries of the coalition that the shipped briefing lists.
CAPITALS = {
    "AF": "Kabul", "AL": "Tirana", "AU": "Canberra", "AT": "Vienna", "BH": "Manama",
    "BE": "Brussels", "BA": "Sarajevo", "BG": "Sofia", "CA": "Ottawa", "HR": "Zagreb",
    "CY": "Nicosia", "CZ": "Prague", "DK": "Copenhagen", "EG": "Cairo", "EE": "Tallinn",
    "FI": "Helsinki", "FR": "Paris", "GE": "Tbilisi", "DE": "Berlin", "GR": "Athens",
    "HU": "Budapest", "IS": "Reykjavik", "IQ": "Baghdad", "IE": "Dublin", "IT": "Rome",
    "JP": "Tokyo", "JO": "Amman", "XK": "Pristina", "KW": "Kuwait City", "LV": "Riga",
    "LB": "Beirut", "LT": "Vilnius", "LU": "Luxembourg", "MK": "Skopje", "MY": "Kuala Lumpur",
    "MD": "Chișinău", "ME": "Podgorica", "MA": "Rabat", "NL": "Amsterdam", "NZ": "Wellington",
    "NG": "Abuja", "NO": "Oslo", "OM": "Muscat", "PA": "Panama City", "PL": "Warsaw",
    "PT": "Lisbon", "QA": "Doha", "KR": "Seoul", "RO": "Bucharest", "SA": "Riyadh",
    "RS": "Belgrade", "SG": "Singapore", "SK": "Bratislava", "SI": "Ljubljana",
    "SO": "Mogadishu", "ES": "Madrid", "SE": "Stockholm", "TW": "Taipei", "TN": "Tunis",
    "TR": "Ankara", "UA": "Kyiv", "AE": "Abu Dhabi", "GB": "London", "US": "Washington",
    "LY": "Tripoli", "ET": "Addis Ababa", "DJ": "Djibouti", "TD": "N’Djamena", "NE": "Niamey",
    "CM": "Yaoundé", "PH": "Manila", "GN": "Conakry", "KE": "Nairobi", "FJ": "Suva",
    "CD": "Kinshasa", "YE": "Sana'a", "CF": "Bangui", "MR": "Nouakchott", "BF": "Ouagadougou",
    "BJ": "Porto-Novo",
}  # fmt: skip


def ids(words: str) -> list[str]:
    return [zone.id for zone in find_zones(words)]


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Africa/Lagos", "Africa/Lagos"),
        (" africa/lagos ", "Africa/Lagos"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("US/Eastern", "America/New_York"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("UTC", "UTC"),
        ("gmt", "UTC"),
        ("Etc/UTC", "UTC"),
        ("lagos", "Africa/Lagos"),
        ("Lagos, Nigeria", "Africa/Lagos"),
        ("Nigeria", "Africa/Lagos"),
        ("NG", "Africa/Lagos"),
        ("🇳🇬", "Africa/Lagos"),
        ("Côte d’Ivoire", "Africa/Abidjan"),
        ("Kosovo", "Europe/Belgrade"),
        ("Germany", "Europe/Berlin"),
        ("Samoa", "Pacific/Apia"),
        ("Mexico City", "America/Mexico_City"),
        ("Le Caire", "Africa/Cairo"),
        ("Londres", "Europe/London"),
        ("القاهرة", "Africa/Cairo"),
        ("Calcutta", "Asia/Kolkata"),
        ("Marrakech", "Africa/Casablanca"),
        ("Marrakesh, Morocco", "Africa/Casablanca"),
        ("Washington, D.C.", "America/New_York"),
        ("new delhi", "Asia/Kolkata"),
        ("Beijing", "Asia/Shanghai"),
        ("Geneva", "Europe/Zurich"),
        ("The Hague", "Europe/Amsterdam"),
        ("Maiduguri", "Africa/Lagos"),
    ],
)
def test_words_find_one_zone(words: str, zone: str) -> None:
    assert ids(words) == [zone]


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Cario", "Africa/Cairo"),
        ("Lodnon", "Europe/London"),
        ("Marakesh", "Africa/Casablanca"),
        ("Mogadisho", "Africa/Mogadishu"),
        ("Hongkong", "Asia/Hong_Kong"),
        ("Marocco", "Africa/Casablanca"),
        ("Afganistan", "Asia/Kabul"),
    ],
)
def test_a_misspelling_finds_what_was_meant(words: str, zone: str) -> None:
    assert ids(words) == [zone]


def test_a_misspelling_of_two_names_finds_both() -> None:
    assert ids("Nigera") == ["Africa/Niamey", "Africa/Lagos"]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "  ",
        "?",
        "x",
        "8",
        "off",
        "home",
        "Mars",
        "Atlantis",
        "Europe",
        "tomorrow",
        "UTC+1",
        "CET",
        "Factory",
        "Mexico or so",
    ],
)
def test_nothing_far_fetched_is_found(words: str) -> None:
    assert ids(words) == []


@pytest.mark.parametrize(
    ("country", "cities"),
    [
        (
            "USA",
            "New York, Chicago, Los Angeles, Denver, Phoenix, Honolulu, Anchorage, Adak",
        ),
        (
            "Russia",
            "Moscow, Yekaterinburg, Novosibirsk, Samara, Omsk, Irkutsk, Vladivostok, Yakutsk",
        ),
        ("Brazil", "Sao Paulo, Manaus, Rio Branco, Fernando de Noronha"),
        ("DRC", "Kinshasa, Lubumbashi"),
        ("Indonesia", "Jakarta, Makassar, Jayapura"),
        ("Portugal", "Lisbon, Azores"),
    ],
)
def test_a_country_with_several_clocks_offers_a_city_for_each(country: str, cities: str) -> None:
    assert ", ".join(zone.city for zone in find_zones(country)) == cities


def test_a_name_of_two_places_offers_both() -> None:
    assert ids("San Juan") == ["America/Argentina/San_Juan", "America/Puerto_Rico"]
    assert ids("عمان") == ["Asia/Muscat", "Asia/Amman"]


def test_a_country_that_a_city_is_named_after_keeps_its_other_clocks() -> None:
    assert {"America/Mexico_City", "America/Tijuana"} < set(ids("Mexico"))


def test_the_capitals_are_those_of_the_coalition(briefing: Briefing) -> None:
    members = {member.code for member in briefing.membership.members if member.code}

    assert set(CAPITALS) == members


@pytest.mark.parametrize(("code", "capital"), CAPITALS.items())
def test_a_capital_is_found_in_its_country(code: str, capital: str) -> None:
    (zone,) = find_zones(capital)

    assert zone.country == country_name(code)
    assert zone.id in ids(country_name(code)) or len(ids(country_name(code))) > 1


def test_every_zone_is_found_by_its_own_name() -> None:
    assert len(_territories()) > 400
    for zone in _territories():
        assert ids(zone_name(zone)) == ids(zone) == [zone]
        assert ZoneInfo(zone).key == zone


def test_every_country_has_a_clock() -> None:
    for code in set(_territories().values()):
        found = ids(flag(code))
        assert 1 <= len(found) <= MOST
        assert {_territories()[zone] for zone in found} == {code}


def test_a_well_known_city_is_found_in_a_zone_of_its_country() -> None:
    for code, zone in _well_known():
        assert zone.id in ids(zone.city)
        assert _territories()[zone.id] == code or (zone.id, code) == ("Europe/Belgrade", "XK")


def test_the_largest_cities_are_current_zones() -> None:
    assert set(_LARGEST.split()) <= set(_territories())


def test_long_words_cost_little() -> None:
    assert ids("lagos " * 10_000) == []


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
        ("Africa/Lagos", "Lagos, Nigeria"),
        ("Asia/Calcutta", "Kolkata, India"),
        ("Asia/Singapore", "Singapore"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires, Argentina"),
        ("America/Indiana/Knox", "Knox, Indiana, United States"),
        ("America/Coyhaique", "Coyhaique, Chile"),
        ("Etc/GMT+5", "GMT+5"),
    ],
)
def test_a_zone_is_called_by_its_city_and_country(zone: str, name: str) -> None:
    assert zone_name(zone) == name


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("UTC", "UTC"),
        ("Europe/London", "UTC+1"),
        ("Africa/Lagos", "UTC+1"),
        ("Asia/Kolkata", "UTC+5:30"),
        ("America/New_York", "UTC−4"),
        ("America/St_Johns", "UTC−2:30"),
        ("Pacific/Kiritimati", "UTC+14"),
        ("Africa/Abidjan", "UTC"),
    ],
)
def test_a_clock_is_shown_by_its_distance_from_utc(zone: str, shown: str) -> None:
    assert clock(zone, datetime(2026, 7, 1, tzinfo=UTC)) == shown


def test_a_clock_changes_with_the_season() -> None:
    assert clock("Europe/London", datetime(2026, 1, 1, tzinfo=UTC)) == "UTC"
