"""axe finds nothing against WCAG A and AA: on a phone and wide, light and dark, in every view."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, expect

from bot.simulator import faults
from tests.browser.visitor import PHONE, WIDE, House, Visitor, visiting

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.untraced]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest_asyncio.fixture(loop_scope="session", params=[PHONE, WIDE], ids=["phone", "wide"])
async def reader(
    browser: Browser, house: House, request: pytest.FixtureRequest, scheme: str
) -> AsyncIterator[Visitor]:
    async with visiting(browser, house, request.param, scheme) as guest:
        yield guest


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def violations(guest: Visitor) -> list[str]:
    results = await Axe().run(guest.page, options=RULES)
    return [
        f"{found['id']}: {node['html']} {node['failureSummary']}"
        for found in results.response["violations"]
        for node in found["nodes"]
    ]


async def test_no_view_hinders_anybody(reader: Visitor, scheme: str) -> None:
    assert await violations(reader) == []
    dark = await reader.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert dark == (scheme == "dark")

    await reader.ask("/resolutions")
    reader.house.file.write_text("briefing: x\n", "utf-8")
    await expect(reader.bulletin).to_contain_text("Not taken up")
    await reader.words.fill("/")
    assert await violations(reader) == []
    await reader.words.fill("")
    await reader.press("Hide")

    reader.house.telegram.faults.add("sendMessage", faults.too_many_requests(1))

    if await reader.page.get_by_role("button", name="All chats").is_visible():
        await reader.press("All chats")
        assert await violations(reader) == []
    await reader.enter("# Security")
    await reader.ask("/africa")
    await reader.become("Bilal")
    tab = reader.page.get_by_role("tab", name="What if")
    if not await tab.is_visible():
        await reader.press("Behind the scenes")
    await reader.page.locator(".refused summary").click()
    assert await violations(reader) == []
    await tab.click()
    assert await violations(reader) == []
