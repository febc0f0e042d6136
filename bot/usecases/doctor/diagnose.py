"""`baselib doctor`: check everything that an answer needs."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.doctor.findings import Finding
from bot.ports.doctor import Probes, Setup
from bot.usecases.doctor.diagnose_host import DiagnoseDatabase, equipment, settings
from bot.usecases.doctor.diagnose_slack import DiagnoseSlack
from bot.usecases.doctor.diagnose_wechat import DiagnoseWeChat
from bot.usecases.doctor.findings import FindingCollector


@dataclass(frozen=True)
class Diagnose:
    """Beside a running Baselib a platform's tokens are only looked up; without one they are fetched and kept."""

    setup: Setup
    probes: Probes
    running: bool
    """Whether a Baselib runs on the database, as far as that is known."""

    async def __call__(self) -> Sequence[Finding]:
        """Run all checks, in the order of the output. Never raises one of our errors."""
        findings, setup, probes = FindingCollector(), self.setup, self.probes
        settings(findings, setup)
        await DiagnoseDatabase(findings, probes.database)(wrong=setup.lacks("DATABASE_URL"))
        wechat = DiagnoseWeChat(
            findings, setup, probes.wechat, probes.public, probes.tickets, probes.clock, probes.kept_only
        )
        date = await wechat.ping()
        slack = DiagnoseSlack(findings, setup, probes.slack, probes.edge)
        await slack.clock(probes.clock, date)
        await slack(running=self.running)
        await wechat()
        await wechat.public_numbers()
        await equipment(findings, probes)
        return findings.all()
