"""Where the bot finds a file that somebody has sent."""

from bot.simulator import payloads
from bot.simulator.files import is_file_id
from bot.simulator.methods.base import Method
from bot.simulator.replies import Payload, bad_request
from bot.simulator.telegram import Telegram

LARGEST = 20 << 20  # bytes that a bot can fetch


class GetFile(Method):
    file_id: str

    async def answer(self, telegram: Telegram) -> Payload:
        if not is_file_id(self.file_id):
            raise bad_request("invalid file_id")
        stored = telegram.files.find(self.file_id)
        if stored is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if stored.document.file_size > LARGEST:
            raise bad_request("file is too big")
        return payloads.file(stored)
