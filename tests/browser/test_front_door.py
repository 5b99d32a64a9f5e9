"""The page as a newcomer gets it: from the command line to the first answer, and Ctrl-C."""

import asyncio
import signal

import pytest
from playwright.async_api import Browser, expect

from tests.browser.front import simulating

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.untraced]


async def test_from_the_command_to_an_answer_and_ctrl_c_ends_it(browser: Browser) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    async with simulating() as (address, process):
        await page.goto(address)
        await page.get_by_role("button", name="/summary").click(timeout=5000)
        await expect(page.locator(".row.in")).to_contain_text("Marrakesh")

        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 10) == 0

    await expect(page.get_by_text("connecting")).to_be_visible()
    await context.close()
