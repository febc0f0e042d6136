"""Put together the use cases that only read."""

from bot.assembly.ports import Options, ReadingPorts, Repositories
from bot.catalog import load
from bot.usecases.alerts.judge import JudgeAlerts, ReadDays
from bot.usecases.can import CanUse, OpenTables
from bot.usecases.decisions.show_cards import ReadDecisions
from bot.usecases.digest.changes import ReadChanges
from bot.usecases.digest.compose import ComposeDigest
from bot.usecases.digest.subscribe import KeepSubscription
from bot.usecases.fleet import RaiseFleet, ReadFleet
from bot.usecases.forecast import FindHighestMinimum, MakeForecasts, RaiseMinimum, ReadTrend, RecommendMinimum
from bot.usecases.governance import DeleteImported
from bot.usecases.imports import ImportNumbers
from bot.usecases.programs.label import ListPrograms
from bot.usecases.programs.visible import ChooseProgram, VisiblePrograms
from bot.usecases.reading import ReadingUseCases
from bot.usecases.report.kept_reports import KeptReports, ReadHistory, ReadPublicHistory, ReportOn
from bot.usecases.report.public_numbers import ReadPublicNumbers
from bot.usecases.report.read import ReadReport


def assemble_reading(ports: ReadingPorts, options: Options) -> ReadingUseCases:
    """Build the use cases that need no Slack."""
    kept = ports.repositories
    snapshots, public_snapshots, reports = kept.snapshots, kept.public_snapshots, KeptReports(kept.snapshots)
    visible = VisiblePrograms(kept.programs, kept.access_rules, all_of_wechat=options.all_of_wechat)
    choose_program = ChooseProgram(visible, kept.channel_programs)
    read_public = ReadPublicNumbers(ports.public_source, public_snapshots) if ports.public_source else None
    read_report = ReadReport(ports.source, reports, public_snapshots, options.pin, judge_alerts(kept), read_public)
    report_on, make_forecasts = ReportOn(reports), MakeForecasts(snapshots, kept.forecasts, ports.count_forecasts)
    read_history = ReadHistory(snapshots)
    read_fleet = ReadFleet(kept.fleets, kept.programs, snapshots, kept.read_failures, reports)
    decisions = ReadDecisions(kept.decisions, visible)
    compose = ComposeDigest(read_report, visible, kept.channel_programs, make_forecasts, decisions, reports)
    return ReadingUseCases(
        visible_programs=visible,
        choose_program=choose_program,
        list_programs=ListPrograms(visible, kept.channel_programs),
        read_report=read_report,
        report_on=report_on,
        recommend_minimum=RecommendMinimum(snapshots, make_forecasts),
        raise_minimum=RaiseMinimum(read_history, make_forecasts),
        find_highest_minimum=FindHighestMinimum(read_history, make_forecasts),
        read_fleet=read_fleet,
        raise_fleet=RaiseFleet(kept.fleets, kept.programs, snapshots, reports),
        read_trend=ReadTrend(read_history, ReadPublicHistory(public_snapshots), make_forecasts),
        read_changes=ReadChanges(compose, choose_program, report_on, read_fleet, kept.audit),
        can_use=CanUse(OpenTables(load), visible, choose_program, read_report, public_snapshots),
        import_numbers=ImportNumbers(
            visible, kept.kept_programs, snapshots, public_snapshots, kept.audit, judge_alerts(kept)
        ),
        delete_imported=DeleteImported(
            visible,
            snapshots,
            kept.alerts,
            kept.subscriptions,
            KeepSubscription(kept.subscriptions, kept.audit),
            kept.channel_programs,
            kept.decisions,
            kept.imported_programs,
            kept.audit,
        ),
    )


def judge_alerts(kept: Repositories) -> JudgeAlerts:
    """Build the judging of alerts by every day that is kept, for questions and the sweep."""
    visible = VisiblePrograms(kept.programs, kept.access_rules)
    return JudgeAlerts(kept.alerts, kept.judgements, kept.snapshots, kept.unjudged, visible, ReadDays(kept.snapshots))
