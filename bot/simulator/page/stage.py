"""The people and chats that the page opens with."""

from dataclasses import dataclass

from bot.simulator.chats import Chat, Kind, Message, Person, Status
from bot.simulator.inline import Card
from bot.simulator.telegram import Telegram

OPERATOR = "Operator"  # who keeps the briefings, unless the settings name others
MEMBER, ADMINISTRATOR, ANONYMOUS = "member", "administrator", "anonymous"


@dataclass(frozen=True)
class Stage:
    """Who may be chosen to type, and the Telegram they are in."""

    telegram: Telegram

    @property
    def people(self) -> list[Person]:
        return [person for person in self.telegram.people.values() if not person.is_bot]

    @property
    def operators(self) -> list[Person]:
        """Whoever came with the stage to try what operators do."""
        return [person for person in self.people if person.first_name == OPERATOR]

    def person(self, number: int) -> Person:
        for person in self.people:
            if person.id == number:
                return person
        raise ValueError(f"there is nobody with the id {number}")

    def chat(self, number: int) -> Chat:
        if number not in self.telegram.chats:
            raise ValueError(f"there is no chat with the id {number}")
        return self.telegram.chats[number]

    def message(self, chat: Chat, number: int) -> Message:
        if number not in chat.messages:
            raise ValueError("this message has been deleted")
        return chat.messages[number]

    def card(self, query: str, number: str) -> Card:
        """One of the cards that the bot has dealt."""
        dealt = self.telegram.inline.answers.get(query)
        for card in dealt.cards if dealt else ():
            if card.id == number:
                return card
        raise ValueError("the bot has dealt no such card")

    def topic(self, chat: Chat, number: int | None) -> str | None:
        """The name of a topic, or none for General."""
        topic = chat.topics.get(number or 0)
        return topic.name if topic else None

    def group(self, number: int) -> Chat:
        chat = self.chat(number)
        if chat.kind is Kind.PRIVATE:
            raise ValueError("this is a private chat: choose a group")
        return chat

    def cast(self, person: Person, chat: Chat, role: str) -> None:
        """Give somebody a role in a group."""
        if role == MEMBER:
            self.telegram.demote(person, chat)
        else:
            self.telegram.promote(person, chat, anonymous=role == ANONYMOUS)


def opened(telegram: Telegram) -> Stage:
    """Set the stage, unless somebody is already on it."""
    stage = Stage(telegram)
    if not stage.people:
        you, *others = (telegram.person("You", "you"), *_company(telegram))
        forum = telegram.group("Communiqué desk", you, topics=("Security", "Africa"))
        plain = telegram.group("Press room", you)
        telegram.person(OPERATOR, OPERATOR.lower())
        for chat in (forum, plain):
            _gather(stage, chat, others)
    for person in stage.people:
        telegram.private(person)
    return stage


def _company(telegram: Telegram) -> tuple[Person, Person, Person]:
    return (
        telegram.person("Bilal", "bilal"),
        telegram.person("Claire", "claire", language_code="fr"),
        telegram.person("دينا", "dina", language_code="ar"),
    )


def _gather(stage: Stage, chat: Chat, others: list[Person]) -> None:
    roles = (ADMINISTRATOR, ANONYMOUS, MEMBER)
    for person, role in zip(others, roles, strict=True):
        stage.telegram.join(person, chat)
        if role != MEMBER:
            stage.cast(person, chat, role)
    stage.telegram.add_bot(chat, chat.owner)


def role(chat: Chat, person: Person) -> str:
    """The role as the page names it."""
    member = chat.member(person)
    if member.status is Status.CREATOR:
        return "owner"
    if not member.present:
        return "outside"
    if member.manages:
        return ANONYMOUS if member.anonymous else ADMINISTRATOR
    return MEMBER
