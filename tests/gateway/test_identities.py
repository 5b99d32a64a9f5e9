"""Who may do what: every identity, every command, every button of the settings, end to end."""

from types import MappingProxyType

import pytest

from bot.briefing.library import Library
from bot.commands import ABOUT_THE_CHAT, COMMANDS, OF_OPERATORS, QUESTIONS, name_of
from bot.house import House, Terms, house_of
from bot.simulator import faults, payloads
from bot.store.database import Database
from bot.subscriptions.rights import Action, Identity, is_told, may
from tests.gateway.cast import cast, command_of, one_button, rows
from tests.room import Room

pytestmark = pytest.mark.usefixtures("hurried")

FIRST_PERSON = 7_000_000_001  # the id of whoever comes first into a local Telegram
YES, NO, SILENCE = "yes", "no", "-"
LINES = MappingProxyType(
    {
        Action.ASK: tuple(f"/{name_of(command)}" for command in QUESTIONS),
        Action.LOOK: (
            "/news", "/history", "/settings", "/settings topics", "/settings preview", "/privacy",
        ),
        Action.CHANGE: (
            "/subscribe africa", "/unsubscribe", "/settings topic africa on",
            "/settings when daily", "/settings hour 9", "/settings day friday",
            "/settings zone Africa/Lagos", "/settings quiet 22 7", "/settings silent on",
        ),
        Action.EXPORT: ("/privacy export",),
        Action.ERASE: ("/privacy delete yes",),
        Action.OPERATE: ("/preview", "/publish unknown", "/correct unknown", "/rollback", "/gaps"),
    }
)  # fmt: skip
ALTERING = (*LINES[Action.CHANGE], *LINES[Action.ERASE])

# What becomes of a line that somebody types:              ask   look  change export erase
TYPED = {
    Identity.OPERATOR: "yes   yes   yes   yes   yes     yes",
    Identity.PERSON: "yes   yes   yes   yes   yes   -",
    Identity.OWNER: "yes   yes   yes   yes   yes   -",
    Identity.ADMINISTRATOR: "yes   yes   yes   yes   yes   -",
    Identity.ANONYMOUS_ADMINISTRATOR: "yes   yes   yes   yes   yes   -",
    Identity.CHANNEL_POST: "yes   yes   yes   yes   yes   -",
    Identity.MEMBER: "yes   yes   no    no    no    -",
    Identity.RESTRICTED: "yes   yes   no    no    no    -",
    Identity.UNKNOWN: "yes   yes   no    no    no    -",
    Identity.OTHER_CHANNEL: "yes   no    no    no    no    -",
    Identity.OUTSIDER: "yes   yes   -     -     -     -",
    Identity.LINKED_CHANNEL: "-     -     -     -     -     -",
    Identity.OTHER_BOT: "-     -     -     -     -     -",
    Identity.EDITED: "-     -     -     -     -     -",
}
# And of a button that somebody presses, whoever it was shown to:
PRESSED = {
    Identity.OPERATOR: "yes   yes   yes   yes   yes     yes",
    Identity.PERSON: "yes   yes   yes   yes   yes   -",
    Identity.OWNER: "yes   yes   yes   yes   yes   -",
    Identity.ADMINISTRATOR: "yes   yes   yes   yes   yes   -",
    Identity.ANONYMOUS_ADMINISTRATOR: "yes   yes   yes   yes   yes   -",
    Identity.CHANNEL_POST: "yes   yes   yes   yes   yes   -",  # its administrators press there too
    Identity.MEMBER: "yes   yes   no    no    no    -",
    Identity.RESTRICTED: "yes   yes   no    no    no    -",
    Identity.UNKNOWN: "yes   yes   no    no    no    -",
    Identity.OUTSIDER: "yes   yes   no    no    no    -",
    Identity.READER: "no    no    no    no    no    -",
}


@pytest.fixture
def house(library: Library, database: Database, request: pytest.FixtureRequest) -> House:
    """Amina keeps the briefings where the test is about that, and else nobody does."""
    given = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    operates = given.get("identity") is Identity.OPERATOR
    operators = frozenset({FIRST_PERSON}) if operates else frozenset()
    return house_of(library, database, Terms(operators=operators))


def each(table: dict[Identity, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("identity", "words"), table.items(), ids=[str(one) for one in table]
    )


@each(TYPED)
async def test_a_line_has_the_effect_that_its_writer_is_entitled_to(
    room: Room, database: Database, identity: Identity, words: str
) -> None:
    actor = await cast(room, database, identity)
    before = rows(database)
    for action, expected in zip(Action, words.split(), strict=True):
        for line in LINES[action]:
            if (identity, line) == (Identity.EDITED, "/ask"):
                continue  # a question that is edited is answered anew
            answers = await actor.typed(line)

            refused = [one for one in answers if _is_refusal(one.text)]
            assert bool(answers) == (expected != SILENCE), line
            assert bool(refused) == (expected == NO), line
            changed = rows(database) != before
            assert changed == (expected == YES and line in ALTERING), line
            if changed:
                actor.subscribe()
                before = rows(database)


@pytest.mark.untraced
@each(PRESSED)
async def test_a_button_has_the_effect_that_whoever_presses_it_is_entitled_to(
    room: Room, database: Database, identity: Identity, words: str
) -> None:
    actor = await cast(room, database, identity)
    before = rows(database)
    for action, expected in zip(Action, words.split(), strict=True):
        for line in LINES[action]:
            said = len(room.said(actor.chat)) + 1  # with the message that has the button
            toast = await actor.pressed(line)

            assert toast.alert == (expected == NO), line
            assert _is_refusal(toast.text) == bool(toast.text) == (expected == NO), line
            assert (len(room.said(actor.chat)) > said) == (expected == YES), line
            changed = rows(database) != before
            assert changed == (expected == YES and line in ALTERING), line
            if changed:
                actor.subscribe()
                before = rows(database)


def _is_refusal(text: str) -> bool:
    return "administrator" in text and (
        "private chat" in text or "write" in text or "again" in text
    )


def test_the_tables_leave_out_nobody_and_no_command() -> None:
    typed = {line.split()[0] for lines in LINES.values() for line in lines}

    assert TYPED.keys() | PRESSED.keys() | {Identity.GUEST} == {*Identity}
    assert typed == {f"/{name_of(command)}" for command in (*COMMANDS, *OF_OPERATORS)}
    for action in (Action.LOOK, Action.CHANGE, Action.EXPORT, Action.ERASE):
        for line in LINES[action]:
            name, _, words = line.removeprefix("/").partition(" ")
            [command] = [one for one in ABOUT_THE_CHAT if name_of(one) == name]
            assert command.action(words) is action


@pytest.mark.parametrize("identity", [*Identity, "somebody new"])
def test_who_is_not_in_the_table_may_nothing(identity: Identity) -> None:
    entitled = {
        Identity.OPERATOR, Identity.PERSON, Identity.OWNER, Identity.ADMINISTRATOR, Identity.MEMBER,
        Identity.RESTRICTED, Identity.ANONYMOUS_ADMINISTRATOR, Identity.CHANNEL_POST,
        Identity.OTHER_CHANNEL, Identity.EDITED,
    }  # fmt: skip
    if identity not in entitled:
        assert not any(may(identity, action) for action in Action)
    if identity == "somebody new":
        assert not any(is_told(identity, action) for action in Action)


@pytest.mark.untraced
@pytest.mark.parametrize("identity", [Identity.MEMBER, Identity.RESTRICTED, Identity.UNKNOWN])
async def test_no_button_of_the_settings_changes_anything_for_who_is_not_entitled(
    room: Room, house: House, database: Database, identity: Identity
) -> None:
    setting = await every_setting(room, house)
    actor = await cast(room, database, identity)
    before = rows(database)
    queries = []
    for data in setting:
        queries.append(actor.press(data))
        await room.telegram.settled(30)

    assert len(setting) > 70
    assert rows(database) == before
    toasts = [room.telegram.queries.toast(query) for query in queries]
    assert all(toast and toast.alert and _is_refusal(toast.text) for toast in toasts)


async def every_setting(room: Room, house: House) -> list[str]:
    """What the buttons hold that set something, on all screens, found by pressing each."""
    actor = await cast(room, house.sending.database, Identity.PERSON)
    [shown] = await actor.typed("/settings")
    found, unseen = set[str](), ["=/settings"]
    while unseen:
        room.telegram.revise(room.telegram.current(shown), keyboard=one_button(unseen.pop()))
        room.telegram.press(room.amina, shown, "Button")
        await room.telegram.settled()
        new = {one["callback_data"] for one in room.telegram.current(shown).buttons} - found
        found |= new
        unseen += [data for data in new if data.startswith("=")]
    await actor.pressed("=/privacy delete yes")
    return sorted(
        data for data in found if house.register.action(data.removeprefix("=")) is Action.CHANGE
    )


async def test_a_button_is_nobodys_own(room: Room, database: Database) -> None:
    group = await room.group(supergroup=True)
    bola = room.member(group)
    await room.ask("/subscribe", group)
    await room.ask("/settings", group, by=bola)
    before = rows(database)

    await room.press("Silent", group, by=bola)
    assert room.telegram.toasts[-1].alert
    assert rows(database) == before

    shown = await room.press("Silent", group)
    assert "Sound: off" in shown.text
    assert rows(database) != before


async def test_who_is_no_administrator_any_more_may_no_more(room: Room, database: Database) -> None:
    group = await room.group(supergroup=True)
    bola = room.member(group)
    room.telegram.promote(bola, group)
    await room.ask("/subscribe", group, by=bola)
    await room.ask("/settings", group, by=bola)
    room.telegram.demote(bola, group)
    before = rows(database)

    await room.press("Stop", group, by=bola)
    [answer] = await room.ask("/unsubscribe", group, by=bola)

    assert room.telegram.toasts[-1].alert
    assert "Only administrators" in answer
    assert rows(database) == before


@pytest.mark.parametrize(
    "fault",
    [
        faults.server_error(500),
        faults.server_error(400),
        faults.server_error(403),
        faults.too_many_requests(60),
        faults.read_timeout(),
        faults.dropped_connection(),
        faults.html_page(200),
    ],
    ids=["500", "400", "403", "429", "silence", "cut", "html 200"],
)
async def test_where_telegram_does_not_tell_who_somebody_is_it_is_denied_in_words(
    room: Room, database: Database, fault: faults.Fault
) -> None:
    group = await room.group(supergroup=True)
    room.telegram.faults.add("getChatMember", fault)

    [answer] = await room.ask("/subscribe", group)

    assert "Telegram could not tell me whether you are an administrator" in answer
    assert rows(database) == []
    assert await room.ask("/subscribe", group)
    assert len(rows(database)) == 1


async def test_an_anonymous_administrator_of_another_group_is_none_here(
    room: Room, database: Database
) -> None:
    group = await room.group(supergroup=True)
    other = room.telegram.group("Elsewhere", room.amina, supergroup=True)
    said = payloads.message(group.post(room.amina, room.telegram.now, text="/subscribe"))
    said |= {"from": payloads.user(payloads.ANONYMOUS), "sender_chat": payloads.chat(other)}
    room.telegram.updates.add("message", said | {"entities": command_of(said["text"])})
    await room.telegram.settled()

    assert "you write as a channel" in room.said(group)[-1].text
    assert rows(database) == []


async def test_a_guest_is_not_answered_and_changes_nothing(room: Room, database: Database) -> None:
    await room.ask("/start")
    group = room.telegram.group("Elsewhere", room.amina)
    said = payloads.message(group.post(room.amina, room.telegram.now, text="/subscribe"))
    for line in ("/subscribe", "/africa"):
        guest = said | {"text": line, "entities": command_of(line)}
        await room.service._handle({"update_id": 7, "guest_message": guest})

    assert room.said(group) == []
    assert rows(database) == []


async def test_a_button_under_a_message_of_no_chat_does_nothing(
    room: Room, database: Database
) -> None:
    await room.ask("/start")
    query = room.telegram.press(room.amina, room.said(room.private)[-1], "Summary")
    await room.telegram.settled()
    pressed = payloads.callback_query(query) | {"data": "/subscribe", "inline_message_id": "7"}
    del pressed["message"]
    await room.service._handle({"update_id": 7, "callback_query": pressed})

    assert rows(database) == []


@pytest.mark.parametrize("line", ["/summary", "=/resolutions page 2", "=/settings silent on"])
async def test_a_button_of_a_message_too_old_to_see_says_what_to_send(
    room: Room, database: Database, line: str
) -> None:
    actor = await cast(room, database, Identity.OWNER)
    before, said = rows(database), len(room.said(actor.chat))
    query = room.telegram.queries.press(room.amina, actor.chat.post(room.telegram.bot, 0), line)
    old = {"chat": payloads.chat(actor.chat), "message_id": query.message.id, "date": 0}
    room.telegram.updates.add("callback_query", payloads.callback_query(query) | {"message": old})
    await room.telegram.settled()

    toast = room.telegram.queries.toast(query)
    assert toast
    assert toast.alert
    assert f"Send {line.removeprefix('=')} instead" in toast.text
    assert rows(database) == before
    assert len(room.said(actor.chat)) == said + 1


async def test_an_edited_post_of_a_channel_does_nothing(room: Room, database: Database) -> None:
    channel = room.telegram.channel("News", room.amina)
    room.telegram.add_bot(channel, room.amina)
    post = room.telegram.say(room.amina, channel, "small talk")
    room.telegram.edit(room.amina, post, "/subscribe")
    await room.telegram.settled()

    assert rows(database) == []
    assert room.said(channel) == []


async def test_a_channel_subscribes_by_a_post(room: Room, database: Database) -> None:
    channel = room.telegram.channel("News", room.amina)
    room.telegram.add_bot(channel, room.amina)

    first, _ = await room.ask("/subscribe", channel)

    assert "This channel is subscribed" in first
    assert len(rows(database)) == 1
