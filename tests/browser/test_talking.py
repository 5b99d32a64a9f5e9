"""People talk to the bot in the browser: in private, in groups, with buttons and by keyboard."""

import pytest
from playwright.async_api import Browser, expect

from bot.simulator import faults
from bot.simulator.chats import Kind
from bot.simulator.formatting import formatted
from tests.browser.visitor import PHONE, House, Visitor, visiting

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.untraced]


async def test_a_first_visitor_gets_an_answer_with_one_click(guest: Visitor) -> None:
    await guest.press("/summary")

    await expect(guest.answers.last).to_contain_text("Marrakesh")
    await expect(guest.page.locator(".welcome")).to_have_count(0)


async def test_typing_a_command_gets_an_answer_with_links_that_stay_apart(guest: Visitor) -> None:
    answer = await guest.ask("/who monguno")

    await expect(answer.locator("b").first).to_contain_text("Monguno")
    link = answer.get_by_role("link", name="Blueprint ¶6").first
    assert await link.get_attribute("rel") == "noopener noreferrer"
    assert await link.get_attribute("target") == "_blank"


async def test_a_slash_opens_the_menu_that_arrows_and_enter_choose_from(guest: Visitor) -> None:
    await guest.words.press("/")
    menu = guest.page.get_by_role("listbox", name="Commands")
    await expect(menu.get_by_role("option").first).to_contain_text("/start")

    await guest.words.press_sequentially("s")
    await expect(menu.get_by_role("option")).to_have_count(6)
    await guest.words.press("ArrowDown")
    await expect(menu.locator("[aria-selected=true]")).to_contain_text("/summary")
    await guest.words.press("Enter")

    await expect(guest.answers.last).to_contain_text("Marrakesh")
    await expect(menu).to_be_hidden()


async def test_escape_closes_the_menu_and_tab_completes(guest: Visitor) -> None:
    await guest.words.press_sequentially("/me")
    await guest.words.press("Tab")
    await expect(guest.words).to_have_value("/members ")

    await guest.words.fill("/")
    await guest.words.press("Escape")

    await expect(guest.page.get_by_role("listbox")).to_be_hidden()


async def test_the_menu_of_a_group_is_that_of_its_scope(guest: Visitor) -> None:
    await guest.enter("Press room")

    await guest.words.press("/")

    options = guest.page.get_by_role("option")
    await expect(options.filter(has_text="/summary")).to_have_count(1)
    await expect(options.filter(has_text="/start")).to_have_count(0)


async def test_a_button_turns_the_page_and_moves_nothing_below_it(guest: Visitor) -> None:
    await guest.ask("/resolutions")
    more = guest.page.get_by_role("button", name="More ›")
    await expect(more).to_be_visible()
    before = await guest.answers.last.bounding_box()

    await more.click()

    await expect(guest.answers.last).to_contain_text("page 2 of")
    await expect(guest.answers.last).to_contain_text("edited")
    after = await guest.answers.last.bounding_box()
    assert before
    assert after
    assert abs(before["y"] + before["height"] - after["y"] - after["height"]) <= 1
    await expect(guest.answers).to_have_count(1)


async def test_who_offers_a_choice_and_a_press_answers_it(guest: Visitor) -> None:
    await guest.ask("/who")

    await guest.press("Babagana Monguno")

    await expect(guest.answers).to_have_count(2)
    await expect(guest.answers.last).to_contain_text("National Security Adviser")
    await expect(guest.page.locator("[aria-busy=true]")).to_have_count(0)


async def test_in_a_group_people_of_every_role_are_heard(guest: Visitor) -> None:
    await guest.enter("# Security")
    for name in ("You", "Bilal", "Claire", "دينا"):
        await guest.become(name)
        before = len(guest.house.telegram.calls)
        await guest.say("/members benin")
        await guest.house.telegram.settled()
        assert "sendMessage" in [call.method for call in guest.house.telegram.calls[before:]]

    forum = next(chat for chat in guest.house.telegram.chats.values() if chat.is_forum)
    answers = guest.house.telegram.messages(forum, by=guest.house.telegram.bot)
    assert [answer.topic for answer in answers[-4:]] == [forum.topic("Security").id] * 4
    anonymous = guest.page.locator(".row").filter(has_text="anonymous")
    await expect(anonymous.locator(".who")).to_contain_text("Communiqué desk")


async def test_roles_can_be_changed_and_the_bot_thrown_out_and_put_back(guest: Visitor) -> None:
    await guest.enter("Press room")
    await guest.become("دينا")
    await guest.page.get_by_role("tab", name="What if").click()

    await guest.page.get_by_label("دينا is").select_option("administrator")
    await expect(guest.page.get_by_label("Typing as")).to_contain_text("دينا · administrator")
    greeted = await guest.answers.count()
    await guest.press("Remove the bot")
    await expect(guest.page.get_by_text("without the bot")).to_be_visible()
    await guest.press("Add the bot")

    await expect(guest.answers).to_have_count(greeted + 1)
    await expect(guest.answers.last).to_contain_text("an administrator taps Subscribe")
    await guest.ask("/africa")


async def test_a_group_is_upgraded_and_goes_on_as_a_supergroup(guest: Visitor) -> None:
    await guest.enter("Press room")
    await guest.page.get_by_role("tab", name="What if").click()

    await guest.press("Upgrade to a supergroup")

    await expect(guest.page.get_by_text("supergroup, 4 people and the bot")).to_be_visible()
    await guest.ask("/africa")
    kinds = [chat.kind for chat in guest.house.telegram.chats.values()]
    assert kinds.count(Kind.SUPERGROUP) == 2


async def test_somebody_who_has_blocked_the_bot_can_unblock_it(guest: Visitor) -> None:
    await guest.ask("/africa")
    await guest.page.get_by_role("tab", name="What if").click()

    await guest.press("Block the bot")
    await expect(guest.words).to_be_hidden()
    await guest.press("Unblock")

    await guest.ask("/africa")


async def test_what_goes_over_the_wire_is_listed_and_a_refusal_says_why(guest: Visitor) -> None:
    guest.house.telegram.faults.add("sendMessage", faults.too_many_requests(1))

    await guest.ask("/africa")

    wire = guest.page.get_by_role("tabpanel", name="Wire")
    await expect(wire.locator(".update").first).to_contain_text("/africa")
    refused = wire.locator(".refused")
    await expect(refused).to_contain_text("Too Many Requests: retry after 1")
    await refused.locator("summary").click()
    await expect(refused.locator("pre")).to_contain_text('"error_code": 429')


async def test_an_outage_is_shown_and_when_it_is_over_the_bot_answers_again(
    guest: Visitor,
) -> None:
    await guest.page.get_by_role("tab", name="What if").click()
    await guest.press("Telegram goes down")
    await expect(guest.page.get_by_text("Telegram is down")).to_be_visible()
    await guest.say("/africa")
    await guest.page.get_by_role("tab", name="Wire").click()
    await expect(guest.page.locator(".refused").first).to_contain_text("502, no JSON")
    await guest.page.get_by_role("tab", name="What if").click()

    await guest.page.get_by_role("button", name="All is well again").click()
    await guest.say("/africa")

    await expect(guest.answers).to_have_count(1)


async def test_markup_of_people_is_shown_as_text(guest: Visitor) -> None:
    markup = "<img src=x onerror=alert(1)><script>alert(1)</script>"

    await guest.ask(f"/who {markup}")

    await expect(guest.page.locator(".row.out .text")).to_have_text(f"/who {markup}")
    await expect(guest.log.locator("img, script")).to_have_count(0)


async def test_a_text_is_marked_where_its_entities_say(guest: Visitor) -> None:
    telegram = guest.house.telegram
    you = next(person for person in telegram.people.values() if person.first_name == "You")
    text, entities = formatted(
        "😀🇧🇯 <b>bold <i>both</i></b> <code>code</code>\n<blockquote>quoted</blockquote>\nafter "
        '<a href="https://example.org/x">link</a> <tg-spoiler>hidden</tg-spoiler> /africa',
        "HTML",
    )
    await guest.ask("/africa")

    telegram.post(telegram.private(you), text=text, entities=entities)

    said = guest.answers.nth(1).locator(".text")
    await expect(said.locator("b")).to_have_text("bold both")
    await expect(said.locator("b > i")).to_have_text("both")
    await expect(said.locator("code")).to_have_text("code")
    await expect(said.locator("blockquote")).to_have_text("quoted")
    await expect(said.get_by_role("link", name="link", exact=True)).to_have_attribute(
        "href", "https://example.org/x"
    )
    await said.get_by_role("button", name="Hidden words").click()
    await expect(said.get_by_role("button", name="hidden", exact=True)).to_be_visible()
    await said.get_by_role("link", name="/africa").click()
    await expect(guest.answers).to_have_count(3)


async def test_a_command_opens_its_line_though_arabic_follows(guest: Visitor) -> None:
    await guest.say("/members بنين")

    line = await guest.page.locator(".row.out .text").first.bounding_box()
    command = await guest.page.locator(".row.out .command").first.bounding_box()
    assert line
    assert command
    assert abs(command["x"] - line["x"]) < 2


async def test_text_from_right_to_left_and_flags_are_shown_as_such(guest: Visitor) -> None:
    await guest.say("مرحبا بكم في القمة")
    text = guest.page.locator(".row.out .text").last
    assert await text.evaluate("one => getComputedStyle(one).direction") == "rtl"

    await expect(await guest.ask("/members benin")).to_contain_text("🇧🇯 Benin")


async def test_a_callback_answer_is_a_toast_for_the_one_who_pressed(guest: Visitor) -> None:
    telegram = guest.house.telegram
    await guest.ask("/resolutions")
    you = next(person for person in telegram.people.values() if person.first_name == "You")
    message = telegram.messages(telegram.private(you), by=telegram.bot)[-1]

    for alert in (False, True):
        query = telegram.queries.press(you, message, "/x")
        telegram.queries.answer(query.id, text="Noted.", alert=alert, url="")
        telegram.changes.happened()

    await expect(guest.page.get_by_role("status", name="Notifications")).to_have_text("Noted.")
    await guest.page.get_by_role("dialog").get_by_role("button", name="OK").click()


async def test_on_a_phone_chats_and_talk_take_turns(browser: Browser, house: House) -> None:
    async with visiting(browser, house, PHONE) as guest:
        await guest.ask("/summary")
        assert await guest.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]

        await guest.press("All chats")
        await guest.enter("# Africa")

        await expect(guest.page.get_by_role("heading", level=1)).to_contain_text("Africa")
        await guest.ask("/africa")
        await guest.press("Behind the scenes")
        await expect(guest.page.get_by_role("tabpanel", name="Wire")).to_be_visible()
        await guest.press("Close")


async def test_everything_is_within_reach_of_the_keyboard(guest: Visitor) -> None:
    press = guest.page.keyboard.press
    await guest.reach(guest.page.get_by_role("link", name="Skip to"), "Shift+Tab")
    await press("Enter")
    await expect(guest.words).to_be_focused()
    await guest.page.keyboard.type("/resolutions")
    await press("Enter")
    more = guest.page.get_by_role("button", name="More ›")
    await expect(more).to_be_visible()

    await guest.reach(more, "Shift+Tab")
    await press("Enter")

    await expect(guest.answers.last).to_contain_text("page 2 of")
    focused = guest.page.locator(":focus")
    await expect(focused).to_have_class("key")


async def test_what_was_said_is_there_after_the_page_is_loaded_again(guest: Visitor) -> None:
    await guest.ask("/africa")

    await guest.page.reload()

    await expect(guest.answers).to_have_count(1)


async def test_a_correction_stands_in_the_message_and_what_is_deleted_goes(guest: Visitor) -> None:
    telegram = guest.house.telegram
    you = next(person for person in telegram.people.values() if person.first_name == "You")
    figure, other = (telegram.post(telegram.private(you), text=text) for text in ("83", "other"))
    await expect(guest.answers).to_have_count(2)

    telegram.revise(figure, text="85 members")
    telegram.delete(you, other)

    await expect(guest.answers).to_have_count(1)
    await expect(guest.answers.last).to_contain_text("85 members")
    await expect(guest.answers.last.locator(".meta")).to_contain_text("edited")


async def test_a_message_in_another_chat_is_counted_there(guest: Visitor) -> None:
    telegram = guest.house.telegram
    room = next(chat for chat in telegram.chats.values() if chat.title == "Press room")
    place = guest.page.get_by_role("navigation").get_by_role("button", name="Press room")
    await expect(place).to_contain_text("Briefing on")  # the bot's greeting has come
    before = await place.locator(".unread").count()
    unread = int((await place.locator(".unread").inner_text()).split()[0]) if before else 0

    telegram.post(room, text="New: an edition was published.")

    await expect(place).to_contain_text(f"{unread + 1} unread")
    await place.click()
    await expect(guest.answers.last).to_contain_text("an edition was published")
