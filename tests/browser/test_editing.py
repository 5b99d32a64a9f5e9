"""Operators see in the browser what an edit does: refused and where, or served and what changed."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.untraced]
WITHIN = 5000  # milliseconds, against hanging: how soon it really is stands in benchmarks/saving.py


async def test_a_broken_edit_is_shown_at_its_line_and_its_repair_clears_it(guest: Visitor) -> None:
    before = await words_of(guest)
    sound = guest.house.file.read_text("utf-8")
    line = sound.splitlines().index("edition: 1") + 1

    guest.house.file.write_text(sound.replace("edition: 1", "editoin: 1"), "utf-8")

    place = guest.bulletin.get_by_text(f"marrakesh-2022.yaml:{line}:1")
    await expect(place).to_be_visible(timeout=WITHIN)
    await expect(guest.bulletin).to_contain_text("editoin: 1")
    await expect(guest.bulletin).to_contain_text("Did you mean edition?")
    await expect(guest.bulletin).to_contain_text("last good version: marrakesh-2022, edition 1")
    assert await words_of(guest) == before

    guest.house.file.write_text(sound, "utf-8")

    await expect(guest.bulletin).to_contain_text("Reloaded: no changes", timeout=WITHIN)
    await expect(place).to_have_count(0)


async def words_of(guest: Visitor) -> str:
    """What /summary says, without the time of day that stands below it."""
    return re.sub(r"\b\d\d:\d\d\b", "", await (await guest.ask("/summary")).inner_text())


async def test_a_sound_edit_says_what_changed_and_asking_again_shows_both(guest: Visitor) -> None:
    await guest.ask("/summary")
    sound = guest.house.file.read_text("utf-8")
    text = sound.replace("edition: 1", "edition: 2").replace("Coalition met in", "Coalition sat in")

    guest.house.file.write_text(text, "utf-8")

    await expect(guest.bulletin).to_contain_text("Reloaded: 1 change", timeout=WITHIN)
    await expect(guest.bulletin).to_contain_text("marrakesh-2022, edition 2")
    await expect(guest.bulletin).to_contain_text("reworded summary")
    await guest.press("Ask /summary again")
    await expect(guest.page.locator(".before")).to_contain_text("Coalition met in Marrakesh")
    now = guest.page.locator(".now")
    await expect(now.locator("mark")).to_have_text(["sat", "2"])
    box, other = await guest.page.locator(".before").bounding_box(), await now.bounding_box()
    assert box
    assert other
    assert box["x"] + box["width"] <= other["x"]


async def test_a_file_that_is_still_refused_is_shown_to_whoever_comes_later(
    guest: Visitor,
) -> None:
    guest.house.file.write_text("briefing: x\n", "utf-8")
    await expect(guest.bulletin).to_contain_text("Not taken up", timeout=WITHIN)

    await guest.page.reload()

    await expect(guest.bulletin).to_contain_text("Not taken up")
    await guest.press("Hide")
    await expect(guest.bulletin).to_be_hidden()
    await guest.page.get_by_role("tab", name="Content").click()
    await expect(guest.page.get_by_role("tabpanel", name="Content")).to_contain_text("Not taken up")
