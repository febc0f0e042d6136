"""Reports that the developer brought as files (`baselib report --json`), in place of WeChat's answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.programs import Program
from bot.domain.report import Report
from bot.usecases.app import ReadingApp
from bot.usecases.report.read import ReadReport


@dataclass(frozen=True)
class ReadFiles(ReadReport):
    """The report of a program's file; everything else as before."""

    files: Mapping[str, Report] = field(default_factory=dict)
    """By AppID."""

    async def __call__(self, team_id: str, program: Program, *, now: datetime, **how: bool) -> Report:
        if found := self.files.get(program.appid):
            return replace(found, program=program)
        return await super().__call__(team_id, program, now=now, **how)


def reading_files(usecases: ReadingApp, files: Mapping[str, Report]) -> ReadingApp:
    read = usecases.read_report
    over = ReadFiles(read.source, read.reports, read.public, read.pin, read.watch, read.read_public, files=files)
    return replace(usecases, read_report=over)
