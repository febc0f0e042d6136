"""Ways to break what `baselib doctor` looks at."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.tools.sandbox.serving import served
from tests.wiring.clinic import KEY, SHOP, Clinic
from tools.sandbox.wechat.state import QUERY

Break = Callable[[Clinic], Awaitable[None]]


def setting(**settings: str) -> Break:

    async def change(patient: Clinic) -> None:
        patient.settings |= settings

    return change


def without(*names: str) -> Break:

    async def forget(patient: Clinic) -> None:
        for name in names:
            del patient.settings[name]

    return forget


def own_account(name: str, value: str) -> Break:

    async def change(patient: Clinic) -> None:
        await without("WECHAT_TOKEN_URL", "WECHAT_TOKEN_BEARER")(patient)
        patient.settings[name] = value

    return change


def wechat(fault: str, where: str = QUERY, **params: object) -> Break:
    return lambda patient: patient.wechat.arm(fault, where=where, params=params)


def slack(fault: str, where: str = "auth.test") -> Break:

    async def arm(patient: Clinic) -> None:
        patient.arm_slack(fault, where=where)

    return arm


def clocks(ahead: timedelta) -> Break:

    async def move(patient: Clinic) -> None:
        patient.dates.clock.advance(ahead)

    return move


def platform(*then: Break, ticket_age: timedelta | None = timedelta(minutes=5), key: str = KEY) -> Break:

    async def become(patient: Clinic) -> None:
        await patient.be_platform(ticket_age=ticket_age, key=key)
        for each in then:
            await each(patient)

    return become


def revision(number: str | None) -> Break:
    """The tables are of another revision; None for none."""

    async def change(patient: Clinic) -> None:
        async with patient.database() as database, database.writing() as connection:
            await connection.execute(text("DELETE FROM alembic_version"))
            if number:
                await connection.execute(text("INSERT INTO alembic_version VALUES (:number)"), {"number": number})

    return change


async def scopes_missing(patient: Clinic) -> None:
    patient.grant(*(patient.workspace.config.manifest.scopes - {"files:write"}))


async def scopes_more(patient: Clinic) -> None:
    patient.grant(*patient.workspace.config.manifest.scopes, "channels:join")


async def not_granted(patient: Clinic) -> None:
    await patient.wechat.http.put(f"/sandbox/authorisers/{SHOP.appid}", json={"sets": [17], "push": False})


async def revoked(patient: Clinic) -> None:
    await patient.wechat.http.delete(f"/sandbox/authorisers/{SHOP.appid}", params={"push": "false"})


async def nobody(patient: Clinic) -> None:
    """No merchant authorised the platform, and no setting names one."""
    for each in (await patient.wechat.http.get("/sandbox/authorisers")).json()["authorisers"]:
        await patient.wechat.http.delete(f"/sandbox/authorisers/{each['appid']}", params={"push": "false"})
    del patient.settings["WECHAT_PROGRAMS"]


async def no_database(patient: Clinic) -> None:
    patient.settings["DATABASE_URL"] = patient.database_url.replace("test.db", "nowhere.db")


async def no_folder(patient: Clinic) -> None:
    """Neither the database nor the folder that it should be in."""
    patient.settings["DATABASE_URL"] = patient.database_url.replace("test.db", "missing/test.db")


async def read_only(patient: Clinic) -> None:
    """As on a volume that is mounted so, after Baselib has run there."""
    async with patient.database() as database:
        await database.prepare()
    patient.settings["DATABASE_URL"] = f"sqlite:///file:{patient.file}?mode=ro&uri=true"


async def damaged(patient: Clinic) -> None:
    patient.file.write_bytes(b"no database" * 1000)


async def open_to_others(patient: Clinic) -> None:
    """Anyone may replace the file; opening corrects only its own permissions."""
    patient.file.parent.chmod(0o777)


async def stranger(patient: Clinic) -> None:
    patient.settings["BASELIB_PUBLIC_URL"] = patient.wechat_url


def answered(body: str, status: int = 200, **head: str) -> Callable[[Clinic], Awaitable[str]]:
    """Where another server gives this answer to any request."""

    async def answer(_request: Request) -> Response:
        return Response(body, status, head)

    async def serve(patient: Clinic) -> str:
        app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
        return await patient.stack.enter_async_context(served(app))

    return serve


def led_to(name: str, elsewhere: Callable[[Clinic], Awaitable[str]], path: str = "") -> Break:

    async def change(patient: Clinic) -> None:
        patient.settings[name] = f"{await elsewhere(patient)}{path}"

    return change


async def impatient(patient: Clinic) -> None:
    """A silent server is given up soon, so that a test need not wait."""
    patient.silence = 1.0


def both(*breaks: Break) -> Break:

    async def each(patient: Clinic) -> None:
        for one in breaks:
            await one(patient)

    return each
