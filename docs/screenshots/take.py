"""The README's screenshots, taken of the running bot: make screenshots"""

import asyncio
from pathlib import Path

from playwright.async_api import Browser

from tests.browser.chromium import found, launched
from tests.browser.front import simulating

FOLDER = Path(__file__).parent
LIGHT, DARK = "wide-light.png", "phone-dark.png"


async def take(browser: Browser, address: str, name: str) -> None:
    context = await browser.new_context(
        viewport={"width": 1280, "height": 800} if name == LIGHT else {"width": 390, "height": 760},
        color_scheme="light" if name == LIGHT else "dark",
        device_scale_factor=1 if name == LIGHT else 2,
    )
    page = await context.new_page()
    await page.goto(address)
    for count, question in enumerate(("/africa", "/who monguno"), start=1):
        await page.get_by_label("Message", exact=True).fill(question)
        await page.keyboard.press("Enter")
        await page.locator(".row.in").nth(count - 1).wait_for()
    await page.screenshot(path=FOLDER / name)
    await context.close()


async def main() -> None:
    async with launched(found()) as browser:
        for name in (LIGHT, DARK):
            async with simulating() as (address, _):
                await take(browser, address, name)


if __name__ == "__main__":
    asyncio.run(main())
