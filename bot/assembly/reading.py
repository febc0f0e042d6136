"""Build the app of the command line, and what judges alerts."""

from bot.catalog import load
from bot.usecases.alerts.judge import JudgeAlerts, ReadDays
from bot.usecases.app import OpenTables, Options, ReadingApp, ReadingPorts, Repositories
from bot.usecases.decisions.show_cards import ReadDecisions
from bot.usecases.digest.compose import ComposeDigest
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.kept_reports import KeptReports, ReadHistory, ReadPublicHistory
from bot.usecases.report.make_forecasts import MakeForecasts
from bot.usecases.report.public_numbers import ReadPublicNumbers
from bot.usecases.report.read import ReadReport


def assemble_reading(ports: ReadingPorts, options: Options) -> ReadingApp:
    """Build the app of the command line, which needs no Slack."""
    kept, reports = ports.kept, KeptReports(ports.kept.snapshots)
    visible = VisiblePrograms(kept.programs, kept.access_rules, all_of_wechat=options.all_of_wechat)
    judge = judge_alerts(kept)
    read_public = ReadPublicNumbers(ports.public_source, kept.public_snapshots) if ports.public_source else None
    read_report = ReadReport(ports.source, reports, kept.public_snapshots, options.pin, judge, read_public)
    make_forecasts = MakeForecasts(kept.snapshots, kept.forecasts, ports.count_forecasts)
    decisions = ReadDecisions(kept.decisions, visible)
    return ReadingApp(
        **{name: getattr(ports, name) for name in ReadingPorts.__dataclass_fields__},
        options=options,
        tables=OpenTables(load),
        visible=visible,
        reports=reports,
        read_report=read_report,
        read_history=ReadHistory(kept.snapshots),
        read_public_history=ReadPublicHistory(kept.public_snapshots),
        make_forecasts=make_forecasts,
        compose_digest=ComposeDigest(read_report, visible, kept.channel_programs, make_forecasts, decisions, reports),
        decisions=decisions,
        judge_alerts=judge,
        read_days=judge.read_days,
    )


def judge_alerts(kept: Repositories) -> JudgeAlerts:
    """Build the judging of alerts by every day that is kept, for questions and the sweep."""
    visible = VisiblePrograms(kept.programs, kept.access_rules)
    return JudgeAlerts(kept.alerts, kept.judgements, kept.snapshots, kept.unjudged, visible, ReadDays(kept.snapshots))
