"""How long the page takes, measured in the browser: `.venv/bin/python -m benchmarks.page`.

From pressing Enter until the answer stands on the screen, and from the address to the first answer.
"""

import asyncio
import time
from statistics import median, quantiles

from playwright.async_api import Page

from tests.browser.chromium import found, launched
from tests.browser.front import simulating

QUESTIONS = ("/summary", "/who monguno", "/members", "/resolutions", "/africa", "/members benin")
ROUNDS = 50
ASK = """text => new Promise(answered => {
  const last = () => [...document.querySelectorAll(".row.in")].at(-1), before = last();
  const words = document.getElementById("words");
  words.value = text;
  const began = performance.now();
  new MutationObserver((_, observer) => {
    if (last() === before) return;
    observer.disconnect();
    requestAnimationFrame(() => answered(performance.now() - began));
  }).observe(document.getElementById("messages"), { childList: true });
  document.getElementById("composer").requestSubmit();
})"""


async def main() -> None:
    async with launched(found()) as browser, simulating() as (address, _):
        began = time.perf_counter()
        page = await browser.new_page()
        await page.goto(address)
        await page.get_by_role("button", name="/summary").click()
        await page.locator(".row.in").wait_for()
        first = time.perf_counter() - began
        asked = [await _ask(page, text) for _ in range(ROUNDS) for text in QUESTIONS]
    ninety_five = quantiles(asked, n=20)[-1]
    print(f"from the address to the first answer: {first:.2f} s")
    print(f"{len(asked)} answers: median {median(asked):.0f} ms, p95 {ninety_five:.0f} ms")


async def _ask(page: Page, text: str) -> float:
    return float(await page.evaluate(ASK, text))


if __name__ == "__main__":
    asyncio.run(main())
