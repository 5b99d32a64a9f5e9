"""Time zones by the country or city that people name, and how a zone and its clock are shown.

Zones and their countries come from tzdata's `zone.tab`, names from CLDR. What both lack are cities
that no zone is named after; the well-known ones stand below. Neither has populations, so for
countries with several clocks the order of their largest cities stands below too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel.core import get_global
from babel.dates import get_timezone_location
from rapidfuzz.distance import OSA

from bot.briefing.countries import LANGUAGES, country_code, country_name, fold

LONGEST = 64  # characters of a question that are looked at
MOST = 8  # zones that one answer offers
_SHORT = 5  # letters: shorter names are too like each other
_LONG = 8  # letters: from here on, two may be wrong
_COUNTRYLESS = frozenset({"Etc/UTC", "Etc/GMT"})
_AREAS = ("Africa/", "America/", "Asia/", "Atlantic/", "Europe/", "Indian/", "Pacific/")

# Capitals, seats of organisations and large cities, by zone and country.
_WELL_KNOWN = """
Africa/Abidjan CI: Yamoussoukro
Africa/Algiers DZ: Oran
Africa/Bujumbura BI: Gitega
Africa/Cairo EG: Alexandria, Giza, Sharm el-Sheikh
Africa/Casablanca MA: Rabat, Marrakesh, Marrakech, Fez, Tangier, Agadir, Skhirat
Africa/Dar_es_Salaam TZ: Dodoma, Arusha, Zanzibar
Africa/Douala CM: Yaounde, Garoua, Maroua
Africa/Johannesburg ZA: Pretoria, Cape Town, Durban, Bloemfontein
Africa/Khartoum SD: Port Sudan
Africa/Lagos NG: Abuja, Kano, Ibadan, Maiduguri, Port Harcourt, Kaduna, Sokoto
Africa/Lubumbashi CD: Goma, Bukavu
Africa/Nairobi KE: Mombasa
Africa/Ndjamena TD: N'Djamena
Africa/Niamey NE: Agadez, Diffa
Africa/Porto-Novo BJ: Cotonou
Africa/Tripoli LY: Benghazi, Misrata
America/Antigua AG: St. John's
America/Argentina/Cordoba AR: Rosario
America/Barbados BB: Bridgetown
America/Belize BZ: Belmopan
America/Chicago US: Dallas, Houston, Austin, Minneapolis, New Orleans
America/Dominica DM: Roseau
America/Edmonton CA: Calgary
America/El_Salvador SV: San Salvador
America/Grenada GD: St. George's
America/Guatemala GT: Guatemala City
America/Guayaquil EC: Quito
America/Guyana GY: Georgetown
America/Jamaica JM: Kingston
America/La_Paz BO: Sucre, Santa Cruz
America/Los_Angeles US: San Francisco, Seattle, San Diego, Las Vegas
America/Mexico_City MX: Guadalajara
America/New_York US: Philadelphia, New York City, NYC
America/New_York US: Washington, Washington DC, Washington D.C., Boston, Miami, Atlanta, Tampa
America/Panama PA: Panama City
America/Puerto_Rico PR: San Juan
America/Sao_Paulo BR: Brasilia, Rio de Janeiro, Rio
America/St_Kitts KN: Basseterre
America/St_Lucia LC: Castries
America/St_Vincent VC: Kingstown
America/Toronto CA: Ottawa, Montreal
America/Vancouver CA: Victoria
Asia/Aden YE: Sanaa, Sana'a
Asia/Almaty KZ: Astana, Nur-Sultan
Asia/Amman JO: Aqaba
Asia/Baghdad IQ: Erbil, Basra, Mosul
Asia/Bahrain BH: Manama
Asia/Brunei BN: Bandar Seri Begawan
Asia/Damascus SY: Aleppo, Raqqa
Asia/Dubai AE: Abu Dhabi, Sharjah
Asia/Ho_Chi_Minh VN: Hanoi
Asia/Jakarta ID: Bandung
Asia/Karachi PK: Islamabad, Lahore, Rawalpindi, Peshawar
Asia/Kolkata IN: New Delhi, Delhi, Mumbai, Bombay, Bangalore, Bengaluru, Chennai, Hyderabad
Asia/Kuala_Lumpur MY: Putrajaya
Asia/Kuwait KW: Kuwait City
Asia/Manila PH: Quezon City
Asia/Qatar QA: Doha
Asia/Riyadh SA: Jeddah, Jiddah, Mecca, Medina
Asia/Seoul KR: Busan
Asia/Shanghai CN: Beijing, Peking, Guangzhou, Shenzhen
Asia/Tokyo JP: Osaka, Kyoto
Asia/Yangon MM: Naypyidaw, Nay Pyi Taw
Atlantic/Cape_Verde CV: Praia
Australia/Sydney AU: Canberra
Europe/Amsterdam NL: The Hague, Hague, Rotterdam
Europe/Andorra AD: Andorra la Vella
Europe/Belgrade XK: Pristina, Prishtina
Europe/Berlin DE: Bonn, Munich, Frankfurt, Hamburg, Cologne
Europe/Brussels BE: Bruges, Antwerp, Mons
Europe/Istanbul TR: Ankara, Izmir
Europe/London GB: Edinburgh, Manchester, Wilton Park, Belfast, Cardiff
Europe/Luxembourg LU: Luxembourg City
Europe/Madrid ES: Barcelona, Valencia
Europe/Malta MT: Valletta
Europe/Moscow RU: Saint Petersburg, St. Petersburg
Europe/Paris FR: Strasbourg, Lyon, Marseille
Europe/Rome IT: Milan, Naples
Europe/Vatican VA: Vatican City
Europe/Warsaw PL: Krakow
Europe/Zurich CH: Geneva, Bern, Berne, Lausanne, Davos
Indian/Comoro KM: Moroni
Indian/Mahe SC: Victoria
Indian/Maldives MV: Male
Indian/Mauritius MU: Port Louis
Pacific/Auckland NZ: Wellington
Pacific/Efate VU: Port Vila
Pacific/Fiji FJ: Suva
Pacific/Guadalcanal SB: Honiara
Pacific/Nauru NR: Yaren
Pacific/Palau PW: Ngerulmud
Pacific/Tongatapu TO: Nuku'alofa
"""
# The zones of countries with several clocks, by how many people live by that clock.
_LARGEST = """
America/New_York America/Chicago America/Los_Angeles America/Denver America/Phoenix
Pacific/Honolulu America/Anchorage America/Toronto America/Vancouver America/Edmonton
America/Winnipeg America/Halifax America/Regina America/St_Johns America/Whitehorse
America/Mexico_City America/Tijuana America/Mazatlan America/Cancun America/Ciudad_Juarez
America/Sao_Paulo America/Manaus America/Rio_Branco Europe/Moscow Asia/Yekaterinburg
Asia/Novosibirsk Europe/Samara Asia/Omsk Asia/Irkutsk Asia/Vladivostok Asia/Yakutsk
Australia/Sydney Australia/Brisbane Australia/Perth Australia/Adelaide Australia/Darwin
Asia/Jakarta Asia/Makassar Europe/Kyiv Africa/Kinshasa Pacific/Pohnpei
"""


@dataclass(frozen=True)
class Zone:
    """A time zone, a city in it and that city's country in English; UTC has no country."""

    id: str
    city: str
    country: str


_UTC = Zone("UTC", "UTC", "")


def find_zones(words: str) -> tuple[Zone, ...]:
    """Find zones by id, country or city; what is close to a name finds it if nothing is named.

    A country with several clocks gives one city for each, those by which most people live first.
    """
    wanted = fold(words[:LONGEST])
    return (
        _ids().get(wanted)
        or _unique((*_of_country(country_code(words[:LONGEST])), *_cities().get(wanted, ())))
        or _former().get(wanted)
        or _close(wanted)
    )


def zone_name(zone: str) -> str:
    """Return how a zone is called: "Lagos, Nigeria"; "Singapore"; "UTC"."""
    return _named(_zone(_canonical(zone)))


def clock(zone: str, now: datetime) -> str:
    """Return by how much a zone's clock differs from UTC: "UTC+1"."""
    ahead = now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    hours, minutes = divmod(abs(ahead) // timedelta(minutes=1), 60)
    if not hours and not minutes:
        return "UTC"
    return f"UTC{'+' if ahead > timedelta() else '−'}{hours}{f':{minutes:02}' if minutes else ''}"


@cache
def _territories() -> Mapping[str, str]:
    """Return the country of every zone that is current."""
    rows = (files("tzdata") / "zoneinfo/zone.tab").read_text("utf-8").splitlines()
    columns = [row.split("\t") for row in rows if not row.startswith("#")]
    return {zone: territory for territory, _, zone, *_ in columns}


def _canonical(zone: str) -> str:
    current = zone if zone in _territories() else get_global("zone_aliases").get(zone, zone)
    return _UTC.id if current in _COUNTRYLESS else current


def _zone(zone: str, language: str = "en") -> Zone:
    if zone not in _territories():
        return _UTC if zone == _UTC.id else Zone(zone, _last_part(zone), "")
    city = get_timezone_location(zone, locale=language, return_city=True).rpartition("/")[2]
    return Zone(zone, city, country_name(_territories()[zone]))


def _last_part(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _named(zone: Zone) -> str:
    return zone.city if zone.country in {"", zone.city} else f"{zone.city}, {zone.country}"


@cache
def _ids() -> Mapping[str, tuple[Zone, ...]]:
    ids = (*get_global("zone_aliases"), *_COUNTRYLESS, *_territories())
    current = {id_: _canonical(id_) for id_ in ids}
    return {
        fold(id_): (_zone(zone),)
        for id_, zone in current.items()
        if zone == _UTC.id or ("/" in id_ and zone in _territories())  # CET is not Brussels' alone
    }


@cache
def _cities() -> Mapping[str, tuple[Zone, ...]]:
    exemplars = [_zone(zone) for zone in _territories()]
    names = [
        *_names(exemplars, lambda zone: [zone.city, _named(zone), _last_part(zone.id)]),
        *_names(exemplars, lambda zone: (_zone(zone.id, other).city for other in LANGUAGES)),
        *_names((zone for _, zone in _well_known()), lambda zone: [zone.city, _named(zone)]),
    ]
    return _grouped(names)


@cache
def _former() -> Mapping[str, tuple[Zone, ...]]:
    """Return zones by the names of former zones; some are called as a country is today."""
    former = [zone for zone in get_global("zone_aliases") if zone.startswith(_AREAS)]
    return _grouped((fold(_last_part(zone)), _zone(_canonical(zone))) for zone in former)


def _names(
    zones: Iterable[Zone], names: Callable[[Zone], Iterable[str]]
) -> Iterator[tuple[str, Zone]]:
    return ((fold(name), zone) for zone in zones for name in names(zone))


def _grouped(names: Iterable[tuple[str, Zone]]) -> dict[str, tuple[Zone, ...]]:
    grouped: dict[str, list[Zone]] = {}
    for name, zone in names:
        grouped.setdefault(name, []).append(zone)
    return {name: _unique(zones) for name, zones in grouped.items()}


@cache
def _well_known() -> tuple[tuple[str, Zone], ...]:
    """Return the cities that stand above, each with its country's code."""
    lines = [line.partition(": ") for line in _WELL_KNOWN.strip().splitlines()]
    return tuple(
        (territory, Zone(zone, city, country_name(territory)))
        for place, _, cities in lines
        for zone, territory in [place.split()]
        for city in cities.split(", ")
    )


@cache
def _of_country(code: str | None) -> tuple[Zone, ...]:
    clocks: dict[object, Zone] = {}
    for zone in sorted((zone for zone, home in _territories().items() if home == code), key=_rank):
        clocks.setdefault(_year(zone), _zone(zone))
    # Kosovo has no zone of its own.
    known = [zone for territory, zone in _well_known() if territory == code]
    return tuple(clocks.values())[:MOST] or tuple(known[:1])


def _rank(zone: str) -> int:
    order = _LARGEST.split()
    return order.index(zone) if zone in order else len(order)


def _year(zone: str) -> tuple[timedelta | None, ...]:
    """Return what a zone's clock does in the year after tzdata's edition."""
    start = datetime(int(version("tzdata").partition(".")[0]) + 1, 1, 1, tzinfo=UTC)
    days = (start + timedelta(days=days) for days in range(366))
    return tuple(day.astimezone(ZoneInfo(zone)).utcoffset() for day in days)


def _close(wanted: str) -> tuple[Zone, ...]:
    """Return what the words are a misspelling of: one letter of a short name, two of a long one."""
    wrong = {
        name: OSA.distance(wanted, name)
        for name in (*_cities(), *_countries())
        if OSA.distance(wanted, name) <= _slips(min(wanted, name, key=len))
    }
    least = min(wrong.values(), default=0)
    return _unique(
        zone
        for name, slips in wrong.items()
        if slips == least
        for zone in (*_of_country(_countries().get(name)), *_cities().get(name, ()))
    )


def _unique(zones: Iterable[Zone]) -> tuple[Zone, ...]:
    by_id: dict[str, Zone] = {}
    for zone in zones:
        by_id.setdefault(zone.id, zone)
    return tuple(by_id.values())[:MOST]


def _slips(name: str) -> int:
    return (len(name) >= _SHORT) + (len(name) >= _LONG)


@cache
def _countries() -> Mapping[str, str]:
    codes = {*_territories().values(), *(territory for territory, _ in _well_known())}
    return {fold(country_name(code)): code for code in sorted(codes)}
