"""Settings come from the file, then the environment; no secret is ever shown."""

from pathlib import Path

import pytest

from bot.config import Config, ConfigError, load

SECRET = "s3cr3t"
SHIPPED = Path(__file__).parent.parent / "config.yaml"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.yaml"


def settings(path: Path, text: str, **environment: str) -> Config:
    path.write_text(text, "utf-8")
    return load(path, environment)


def refusal(path: Path, text: str, **environment: str) -> str:
    with pytest.raises(ConfigError) as caught:
        settings(path, text, **environment)
    return str(caught.value).replace(str(path), "config.yaml")


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "  # nothing\n\n", "{}\n"])
def test_an_empty_file_means_the_defaults(path: Path, text: str) -> None:
    config = settings(path, text)

    assert config.telegram.api_url == "https://api.telegram.org"
    assert config.telegram.mode == "polling"
    assert (config.webhook.url, config.webhook.listen) == (None, "127.0.0.1:8443")
    assert config.webhook.secret is None
    assert config.briefings.path == path.parent / "briefings"
    assert config.database.url is None
    assert (config.http.listen, config.operators, config.token) == (None, (), None)


def test_the_shipped_file_holds_the_defaults(path: Path) -> None:
    shipped, defaults = load(SHIPPED, {}), settings(path, "")

    same = {"briefings": defaults.briefings}
    assert shipped.model_copy(update=same) == defaults


def test_the_file_sets_what_it_says(path: Path) -> None:
    config = settings(
        path,
        """
        telegram: {api_url: "http://127.0.0.1:8081/", mode: webhook}
        webhook: {url: https://bot.example.org/telegram, listen: "unix:/run/bot.sock"}
        briefings: {path: /srv/briefings}
        database: {url: postgresql://bot@host/name}
        http: {listen: 127.0.0.1:9090}
        operators: [123456789, 7123456789]
        """,
    )

    assert config.telegram.api_url == "http://127.0.0.1:8081"
    assert config.telegram.mode == "webhook"
    assert config.webhook.url == "https://bot.example.org/telegram"
    assert config.webhook.listen == "unix:/run/bot.sock"
    assert config.briefings.path == Path("/srv/briefings")
    assert config.database.url == "postgresql://bot@host/name"
    assert config.http.listen == "127.0.0.1:9090"
    assert config.operators == (123456789, 7123456789)


@pytest.mark.parametrize(
    ("variable", "written"),
    [
        ("BOT_TELEGRAM__API_URL", "http://[::1]:8081"),
        ("BOT_TELEGRAM__MODE", "webhook"),
        ("BOT_WEBHOOK__URL", "https://bot.example.org/telegram"),
        ("BOT_WEBHOOK__LISTEN", "0.0.0.0:80"),
        ("BOT_DATABASE__URL", f"postgresql://bot:{SECRET}@host/name"),
        ("BOT_HTTP__LISTEN", "127.0.0.1:1"),
    ],
)
def test_the_environment_overrides_the_file_key_by_key(
    path: Path, variable: str, written: str
) -> None:
    text = "telegram: {mode: polling}\nwebhook: {listen: 1.1.1.1:1}\n"
    section, key = variable.removeprefix("BOT_").lower().split("__")

    before, after = (
        one.model_dump()
        for one in (settings(path, text), settings(path, text, **{variable: written}))
    )
    assert after[section][key] == written
    after[section][key] = before[section][key]
    assert after == before


def test_paths_are_seen_from_the_folder_of_the_file(path: Path) -> None:
    assert settings(path, "", BOT_BRIEFINGS__PATH="texts").briefings.path == path.parent / "texts"
    assert settings(path, "", BOT_BRIEFINGS__PATH="/texts").briefings.path == Path("/texts")


def test_operators_are_a_list_with_commas(path: Path) -> None:
    assert settings(path, "operators: [1]", BOT_OPERATORS="22, 33").operators == (22, 33)


def test_two_variables_of_one_section_both_count(path: Path) -> None:
    config = settings(path, "", BOT_TELEGRAM__MODE="webhook", BOT_TELEGRAM__API_URL="http://a.b")

    assert (config.telegram.mode, config.telegram.api_url) == ("webhook", "http://a.b")


def test_an_empty_variable_counts_as_not_set(path: Path) -> None:
    config = settings(path, "", BOT_TELEGRAM__MODE="", TELEGRAM_BOT_TOKEN="  ")

    assert (config.telegram.mode, config.token) == ("polling", None)


def test_secrets_come_from_the_environment_and_are_never_shown(path: Path) -> None:
    config = settings(
        path,
        "",
        TELEGRAM_BOT_TOKEN=f" {SECRET}1 ",
        BOT_WEBHOOK__SECRET=f"{SECRET}2",
        BOT_DATABASE__URL=f"postgresql://bot:{SECRET}3@host/name",
    )

    assert config.token is not None
    assert config.token.get_secret_value() == f"{SECRET}1"
    assert config.webhook.secret is not None
    assert config.webhook.secret.get_secret_value() == f"{SECRET}2"
    assert SECRET not in f"{config!r} {config}"
    assert config.secrets == [f"{SECRET}{number}" for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("text", "place", "variable"),
    [
        (f"token: {SECRET}", "1:1", "TELEGRAM_BOT_TOKEN"),
        (f"telegram:\n  token: {SECRET}", "2:3", "TELEGRAM_BOT_TOKEN"),
        (f"telegram: {{mode: polling, token: {SECRET}}}", "1:27", "TELEGRAM_BOT_TOKEN"),
        (f"webhook:\n  secret: {SECRET}", "2:3", "BOT_WEBHOOK__SECRET"),
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(
    path: Path, text: str, place: str, variable: str
) -> None:
    assert refusal(path, text) == (
        f"config.yaml:{place}: secrets don't belong in a file\n"
        f"  Set the environment variable {variable} instead, and delete it here."
    )


def test_a_password_behind_a_databases_address_is_one_too(path: Path) -> None:
    url = f"postgresql://host/name?user=bot&password={SECRET}"

    assert "there is a password in it" in refusal(path, f"database:\n  url: '{url}'")
    assert settings(path, "", BOT_DATABASE__URL=url).secrets == [SECRET]


@pytest.mark.parametrize("password", [SECRET, "", f"{SECRET}[", f"[{SECRET}", f"{SECRET}#/@"])
def test_a_database_password_in_the_file_is_refused_and_not_repeated(
    path: Path, password: str
) -> None:
    assert refusal(path, f"database:\n  url: 'postgresql://bot:{password}@host/name'") == (
        "config.yaml:2:8: there is a password in it\n"
        "  Set the environment variable BOT_DATABASE__URL instead."
    )


@pytest.mark.parametrize(
    "text",
    [
        f"TELEGRAM_BOT_TOKEN: {SECRET}",
        f"telegram: {{mode: polling, tokn: {SECRET}}}",
        f"database:\n  url: mysql://bot:{SECRET}@host/name",
        f"database:\n  url: [postgresql://bot:{SECRET}@host/name]",
        f'webhook:\n  secret: "{SECRET}',
        f"webhook:\n  secret: {{a: {SECRET}",
        f"webhook:\n  secret: {SECRET}: {SECRET}",
        f"webhook:\n  secret: &x {SECRET}",
        f"{SECRET}",
        f"telegram: {SECRET}",
        f"operators: [{SECRET}]",
    ],
)
def test_whatever_is_wrong_no_value_of_the_file_is_repeated(path: Path, text: str) -> None:
    assert SECRET not in refusal(path, text)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BOT_DATABASE__URL", f"mysql://bot:{SECRET}@host/name"),
        ("BOT_DATABASE__URL", f"[{SECRET}"),
        ("BOT_TELEGRAM__API_URL", f"http://[{SECRET}"),
        ("BOT_WEBHOOK__SECRT", SECRET),
    ],
)
def test_a_wrong_variable_is_named_and_its_value_is_not(
    path: Path, variable: str, value: str
) -> None:
    told = refusal(path, "", **{variable: value})

    assert told.startswith(f"{variable}: ")
    assert SECRET not in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("telegrm: {mode: polling}", "config.yaml:1:1: unknown key `telegrm`\n"
            "  Did you mean `telegram`?"),
        ("telegram:\n  mod: polling", "config.yaml:2:3: unknown key `mod`\n  Did you mean `mode`?"),
        (
            "telegram:\n  mode: poling",
            "config.yaml:2:9: `mode` is `poling`, should be one of: polling, webhook\n"
            "  Did you mean `polling`?",
        ),
        (
            "telegram:\n  api_url: http://x:99999",
            "config.yaml:2:12: `api_url` should be an address like http://127.0.0.1:8081",
        ),
        (
            "telegram:\n  api_url: ftp://x",
            "config.yaml:2:12: `api_url` should be an address like http://127.0.0.1:8081",
        ),
        (
            "telegram:\n  api_url: http://[x",
            "config.yaml:2:12: `api_url` should be an address like http://127.0.0.1:8081",
        ),
        (
            "http:\n  listen: 9090",
            "config.yaml:2:11: `listen` should be like 127.0.0.1:8443 or unix:/run/bot.sock",
        ),
        (
            "http:\n  listen: host:port",
            "config.yaml:2:11: `listen` should be like 127.0.0.1:8443 or unix:/run/bot.sock",
        ),
        (
            "database:\n  url: bot.sqlite3",
            "config.yaml:2:8: `url` should be like sqlite:///data/bot.sqlite3 "
            "or postgresql://user@host/name",
        ),
        (
            "operators: [12, amina]",
            "config.yaml:1:17: an item of `operators` should be a Telegram user id "
            "in plain digits, like 123456789",
        ),
        (
            "operators: 12",
            "config.yaml:1:12: `operators` should be a list\n"
            "  Start each item on its own line with a dash: - …",
        ),
        ("telegram:\n", "config.yaml:1:1: `telegram` has no value\n"
            "  Write a value after the colon, or delete the line."),
        ("- telegram", "config.yaml:1:1: the file should consist of keys\n"
            "  The first line should look like `key: value`."),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_refused_in_these_words(path: Path, text: str, told: str) -> None:
    assert refusal(path, text) == told


def test_all_that_is_wrong_is_told_at_once(path: Path) -> None:
    told = refusal(path, "http:\n  listen: x\ntelegram:\n  mode: x\n  mode: y\n")

    assert [line.split(" ")[0] for line in told.splitlines() if line.startswith("config")] == [
        "config.yaml:2:11:",
        "config.yaml:4:9:",
        "config.yaml:5:3:",
    ]


@pytest.mark.parametrize(
    ("variable", "told"),
    [
        ("BOT_TELEGRAM__API_URI", "Did you mean `BOT_TELEGRAM__API_URL`?"),
        ("BOT_TELEGRAM_API_URL", "Did you mean `BOT_TELEGRAM__API_URL`?"),
        ("BOT_OPERATOR", "Did you mean `BOT_OPERATORS`?"),
        ("BOT_LOGS__LEVEL", "Known: "),
        ("BOT_ZZZZZZ__QQQQQ", "Known: BOT_TELEGRAM__API_URL, "),
    ],
)
def test_a_variable_that_sets_nothing_is_refused(path: Path, variable: str, told: str) -> None:
    assert refusal(path, "", **{variable: "x"}).startswith(f"{variable}: no such setting. {told}")


@pytest.mark.parametrize(
    "variable", ["BOT_SERVICE_HOST", "BOT_PORT_8080_TCP", "ROBOT__MODE", "BOT"]
)
def test_variables_of_others_are_left_alone(path: Path, variable: str) -> None:
    assert settings(path, "", **{variable: "x"}) == settings(path, "")


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("BOT_OPERATORS", "12,,13", "an item of `operators` should be a Telegram user id "
            "in plain digits, like 123456789"),
        ("BOT_TELEGRAM__MODE", "poling", "`mode` is `poling`, should be one of: polling, webhook "
            "Did you mean `polling`?"),
        ("BOT_HTTP__LISTEN", "x", "`listen` should be like 127.0.0.1:8443 or unix:/run/bot.sock"),
    ],
)  # fmt: skip
def test_a_wrong_variable_is_refused_in_these_words(
    path: Path, variable: str, value: str, told: str
) -> None:
    assert refusal(path, "", **{variable: value}) == f"{variable}: {told}"


def test_a_missing_file_is_refused_with_the_way_out(path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(path, {})

    assert str(caught.value) == (
        f"{path}: can't be read: No such file or directory\n"
        "  Name another with --config, or run from the project's folder."
    )


def test_a_folder_is_no_file_of_settings(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="can't be read: Is a directory"):
        load(tmp_path, {})


def test_settings_never_change_while_the_bot_runs(path: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings(path, "").operators = (1,)  # type: ignore[misc]


def test_a_token_by_another_name_is_told_its_own(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("")

    with pytest.raises(ConfigError, match="The token is TELEGRAM_BOT_TOKEN"):
        load(file, {"BOT_TELEGRAM__TOKEN": "1:secret"})
