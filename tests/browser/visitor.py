"""Somebody in front of the page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, Request, expect

from bot.simulator.telegram import Telegram

PHONE, WIDE = (390, 844), (1280, 800)


@dataclass
class House:
    """The bot, its Telegram and its page; `file` is the briefing that it answers from."""

    address: str
    telegram: Telegram
    file: Path


class Visitor:
    """Looks, types and presses as people do; collects what the browser complains about."""

    def __init__(self, page: Page, house: House) -> None:
        self.page, self.house = page, house
        self.complaints: list[str] = []
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._follow)

    @property
    def words(self) -> Locator:
        return self.page.get_by_role("combobox", name="Message")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def bulletin(self) -> Locator:
        return self.page.get_by_role("status", name="Briefing files")

    @property
    def answers(self) -> Locator:
        """What others than the person typing have said here."""
        return self.page.locator(".row.in")

    async def arrive(self) -> None:
        await self.page.goto(self.house.address)
        await expect(self.page.get_by_role("heading", level=1)).to_have_text("Briefing bot")

    async def ask(self, text: str) -> Locator:
        """Say something and wait for one more answer."""
        before = await self.answers.count()
        await self.say(text)
        await expect(self.answers).to_have_count(before + 1)
        return self.answers.last

    async def say(self, text: str) -> None:
        await self.words.fill(text)
        await self.page.keyboard.press("Enter")
        await expect(self.words).to_have_value("")

    async def enter(self, place: str) -> None:
        await self.page.get_by_role("navigation").get_by_role("button", name=place).click()

    async def become(self, name: str) -> None:
        people = self.page.get_by_label("Typing as")
        option = people.locator("option").filter(has_text=name)
        await people.select_option(await option.get_attribute("value"))

    async def reach(self, target: Locator, key: str = "Tab") -> None:
        """Press a key until something has the focus."""
        for _ in range(60):
            if await target.evaluate("one => one === document.activeElement"):
                return
            await self.page.keyboard.press(key)
        raise AssertionError(f"{key} does not reach {target}")

    async def press(self, button: str) -> None:
        await self.page.get_by_role("button", name=button, exact=True).last.click()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _follow(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.house.address).netloc:
            self.complaints.append(f"asked another host: {request.url}")


@asynccontextmanager
async def visiting(
    browser: Browser, house: House, size: tuple[int, int] = WIDE, scheme: str = "light"
) -> AsyncIterator[Visitor]:
    """A visit in a new browser window, at whose end the browser has complained about nothing."""
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    context.set_default_timeout(5000)
    guest = Visitor(await context.new_page(), house)
    await guest.arrive()
    yield guest
    await context.close()
    assert guest.complaints == []
