"""People attach a file in the browser, and it stands in the chat."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.visitor import PHONE, House, Visitor, visiting

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.untraced]
CONTENT = "briefing: übung\n...\n".encode()


async def attach(guest: Visitor, name: str, content: bytes = CONTENT) -> None:
    """Choose a file as people do: by the paper clip."""
    async with guest.page.expect_file_chooser() as opened:
        await guest.press("Attach a file")
    chooser = await opened.value
    await chooser.set_files({"name": name, "mimeType": "application/yaml", "buffer": content})


async def test_the_paper_clip_sends_a_file_with_what_was_typed(guest: Visitor) -> None:
    await guest.words.fill("please look")

    await attach(guest, "marrakesh-2022.yaml")

    shown = guest.page.locator(".row.out").last
    await expect(shown).to_contain_text("marrakesh-2022.yaml")
    await expect(shown).to_contain_text("21 bytes")
    await expect(shown).to_contain_text("please look")
    await expect(guest.words).to_have_value("")
    telegram = guest.house.telegram
    you = next(person for person in telegram.people.values() if person.first_name == "You")
    sent = next(one for one in telegram.messages(telegram.private(you)) if one.document)
    assert sent.document
    stored = telegram.files.find(sent.document.file_id)
    assert stored
    assert (stored.content, sent.text) == (CONTENT, "please look")


async def test_a_file_is_sent_by_keyboard_alone(guest: Visitor) -> None:
    async with guest.page.expect_file_chooser() as opened:
        await guest.reach(guest.page.get_by_role("button", name="Attach a file"))
        await guest.page.keyboard.press("Enter")
    chooser = await opened.value
    await chooser.set_files({"name": "x.yaml", "mimeType": "", "buffer": bytes(2048)})

    await expect(guest.page.locator(".row.out").last).to_contain_text("2.0 KB")


async def test_a_file_is_there_after_the_page_is_loaded_again(guest: Visitor) -> None:
    await attach(guest, "x.yaml")
    await expect(guest.page.locator(".row.out")).to_have_count(1)

    await guest.page.reload()

    await expect(guest.page.locator(".row.out")).to_contain_text("x.yaml")
    place = guest.page.get_by_role("navigation").get_by_role("button", name="Briefing bot")
    await expect(place).to_contain_text("x.yaml")


async def test_on_a_phone_the_paper_clip_has_room(browser: Browser, house: House) -> None:
    async with visiting(browser, house, PHONE) as guest:
        await attach(guest, "a-file-with-a-name-that-is-as-long-as-operators-make-them-2022.yaml")

        await expect(guest.page.locator(".row.out")).to_contain_text("2022.yaml")
        assert await guest.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
        await expect(guest.words).to_be_in_viewport()
        await expect(guest.page.get_by_role("button", name="Send")).to_be_in_viewport()
