"""Questions in plain words in the browser: cards behind the bot's name, links, edited questions."""

import pytest
from playwright.async_api import expect

from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.untraced]


async def test_cards_are_dealt_behind_the_bots_name_and_one_is_sent(guest: Visitor) -> None:
    await guest.enter("Press room")
    await guest.words.fill("@briefing_bot monguno")
    cards = guest.page.get_by_role("listbox", name="Cards").get_by_role("option")
    await expect(cards.first).to_contain_text("Monguno")

    await guest.words.press("ArrowDown")
    await guest.words.press("Enter")

    sent = guest.page.locator(".row.out").last
    await expect(sent).to_contain_text("via @briefing_bot")
    await expect(sent).to_contain_text("Blueprint ¶")
    await expect(guest.words).to_have_value("")
    await expect(cards).to_have_count(0)


async def test_the_same_words_have_their_cards_at_once_again(guest: Visitor) -> None:
    cards = guest.page.get_by_role("listbox", name="Cards").get_by_role("option")
    for _ in range(2):
        await guest.words.fill("@briefing_bot africa")
        await expect(cards.first).to_be_visible()
        await guest.words.press("Escape")
        await expect(cards).to_have_count(0)


async def test_a_card_leads_to_the_bots_own_answer(guest: Visitor) -> None:
    await guest.enter("Press room")
    await guest.words.fill("@briefing_bot monguno")
    await guest.page.get_by_role("listbox", name="Cards").get_by_role("option").first.click()

    await guest.page.locator(".row.out .key").last.click()

    await expect(guest.page.get_by_role("heading", level=1)).to_have_text("Briefing bot")
    await expect(guest.answers.last).to_contain_text("Monguno")


async def test_enter_behind_the_bots_name_sends_what_is_typed(guest: Visitor) -> None:
    await guest.enter("Press room")
    before = await guest.answers.count()
    await guest.words.fill("@briefing_bot how many members are there?")
    await expect(guest.page.get_by_role("listbox", name="Cards")).to_be_visible()

    await guest.words.press("Enter")

    await expect(guest.answers).to_have_count(before + 1)
    await expect(guest.page.locator(".row.out").last).to_contain_text("@briefing_bot how many")


async def test_an_edited_question_has_its_answer_edited(guest: Visitor) -> None:
    await guest.ask("when was the meeting?")
    await guest.press("Edit")
    await expect(guest.page.get_by_text("Your message is being edited.")).to_be_visible()
    await guest.words.fill("who is monguno?")
    await guest.words.press("Enter")

    await expect(guest.answers.last).to_contain_text("Monguno")
    await expect(guest.answers).to_have_count(1)
    await expect(guest.page.locator(".row.out")).to_contain_text("edited")
    await expect(guest.page.get_by_text("Your message is being edited.")).to_be_hidden()


@pytest.mark.parametrize("way", ["Escape", "Leave it as it was", "another chat"])
async def test_a_message_may_stay_as_it_was(guest: Visitor, way: str) -> None:
    await guest.ask("/africa")
    await guest.press("Edit")
    match way:
        case "Escape":
            await guest.words.press("Escape")
        case "another chat":
            await guest.enter("Press room")
        case _:
            await guest.press(way)

    await expect(guest.page.get_by_text("Your message is being edited.")).to_be_hidden()
    await expect(guest.words).to_have_value("")
