"""Who may send: one process at a time, and each with a number of its own, the fence.

The lock goes with the process that holds it, however it ends. The fence makes sure that one which
was only stopped for a while can't go on as if nothing had happened.
"""

from contextlib import suppress

from filelock import FileLock, Timeout
from sqlalchemy import Connection, text, update
from sqlalchemy.exc import SQLAlchemyError

from bot.store.database import Database, UnavailableError, complaint
from bot.store.tables import sending

_NUMBER = 7_301_445_120_023  # of PostgreSQL's advisory lock


class SendingLock:
    """Held by the process that sends."""

    def __init__(self, database: Database) -> None:
        """Take nothing yet."""
        self._database = database
        self._holder = _File(database) if database.is_sqlite else _Advisory(database)

    def take(self) -> int | None:
        """Return the fence to send with, or None while another process sends."""
        if not self._holder.take():
            return None
        try:
            return self._database.run_now(_next_fence)
        except UnavailableError:
            self._holder.release()
            raise

    def held(self) -> bool:
        """Tell whether it is still ours: a connection can break."""
        return self._holder.held()

    def release(self) -> None:
        """Let another process send."""
        self._holder.release()

    def is_taken(self) -> bool:
        """Tell whether a process sends, without becoming one."""
        taken = not self._holder.take()
        self._holder.release()
        return taken


class _File:
    def __init__(self, database: Database) -> None:
        self._lock = FileLock(f"{database.url.database}.sending", timeout=0, thread_local=False)

    def take(self) -> bool:
        try:
            self._lock.acquire()
        except Timeout:
            return False
        except OSError as error:
            raise UnavailableError(f"{error.filename}: {error.strerror}") from error
        return True

    def held(self) -> bool:
        return self._lock.is_locked

    def release(self) -> None:
        self._lock.release()


class _Advisory:
    """A lock of a session, so on a connection of its own."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._connection: Connection | None = None
        self._taken = False

    def take(self) -> bool:
        try:
            # Whoever waits for the lock asks again and again, on the same connection.
            self._connection = self._connection or self._engine.connect()
            self._taken = _ask(self._connection, f"SELECT pg_try_advisory_lock({_NUMBER})")
        except SQLAlchemyError as error:
            self.release()
            raise UnavailableError(complaint(error)) from error
        return self._taken

    def held(self) -> bool:
        try:
            return (
                self._connection is not None
                and self._taken
                and _ask(self._connection, "SELECT true")
            )
        except SQLAlchemyError:
            self.release()
            return False

    def release(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        taken, self._taken = self._taken, False
        with suppress(SQLAlchemyError):
            if taken and not connection.invalidated:
                # The server may notice only later that the connection was closed.
                _ask(connection, f"SELECT pg_advisory_unlock({_NUMBER})")
        # Closed for good: back in the pool its session could keep the lock.
        connection.invalidate()
        connection.close()


def _ask(connection: Connection, question: str) -> bool:
    answer = bool(connection.execute(text(question)).scalar())
    connection.commit()  # else the session would idle within a transaction
    return answer


def _next_fence(connection: Connection) -> int:
    raised = update(sending).values(fence=sending.c.fence + 1).returning(sending.c.fence)
    return int(connection.execute(raised).scalar_one())
