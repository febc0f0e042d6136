"""The functions that an app's manifest declares for Workflow Builder, and the settings that they need.

Declared as in Slack's schema of manifests: https://github.com/slackapi/manifest-schema. Titles and descriptions are in
both languages, because a manifest has one text for all people.
"""

from collections.abc import Mapping
from typing import Any, Final

from bot.domain.workflows import WorkflowStep

Declared = dict[str, Any]

EVENT: Final = "function_executed"
"""https://docs.slack.dev/reference/events/function_executed/"""
GET_PROGRAMS: Final = "get-programs"
_PERSON: Final = "slack#/types/user_context"
"""Slack fills it in with the person who acts: https://docs.slack.dev/reference/types/user_context-type."""
_OPTIONS: Final = "slack#/types/options_select"
"""The output of a function that fills a select, by https://docs.slack.dev/reference/types/options_select-type; Slack's
published schema of manifests is older and does not name it, nor any other type that such a function could return."""


def with_workflow_steps(manifest: Mapping[str, Any]) -> Declared:
    """Return the manifest of an app that also offers its steps to Workflow Builder, which needs a paid Slack plan.

    https://docs.slack.dev/tools/bolt-python/tutorial/custom-steps/
    """
    settings = manifest["settings"]
    subscriptions = settings["event_subscriptions"]
    events = sorted({*subscriptions["bot_events"], EVENT})
    return {
        **manifest,
        "settings": {
            **settings,
            "event_subscriptions": {**subscriptions, "bot_events": events},
            "org_deploy_enabled": True,  # Slack's condition for functions, in a single workspace, too
            "function_runtime": "remote",
        },
        "functions": FUNCTIONS,
    }


def _parameter(kind: str, title: str, description: str, **more: object) -> Declared:
    return {"type": kind, "title": title, "description": description, **more}


def _function(
    title: str, description: str, inputs: Declared, outputs: Declared, *, optional: tuple[str, ...] = ()
) -> Declared:
    return {
        "title": title,
        "description": description,
        "input_parameters": {"properties": inputs, "required": [name for name in inputs if name not in optional]},
        "output_parameters": {"properties": outputs, "required": list(outputs)},
    }


_PROGRAM: Final = _parameter(
    "string",
    "Mini Program · 小程序",
    "Whose users · 统计哪个小程序的用户",
    dynamic_options={
        "function": f"#/functions/{GET_PROGRAMS}",
        "inputs": {"query": {"value": "{{client.query}}"}, "builder": {"value": "{{client.builder_context}}"}},
    },
)
_VERSION: Final = _parameter(
    "string", "Base library version · 基础库版本", "The minimum in question, such as 3.8.5 · 打算设为最低版本的版本"
)
_STARTED_BY: Final = _parameter(
    _PERSON, "Started by · 启动人", "Their rights count; Slack fills it in · 按其权限执行，由 Slack 填写"
)
_LOSS: Final = {
    "loss_low": _parameter("number", "Loss, at least · 影响下限", "In percent of users · 用户百分比"),
    "loss_high": _parameter("number", "Loss, at most · 影响上限", "In percent of users · 用户百分比"),
}
_SENTENCE: Final = _parameter("string", "Sentence · 说明", "To post in a message · 可放进消息")

FUNCTIONS: Final[Declared] = {
    WorkflowStep.LOSS.value: _function(
        "Cut off at a version · 提高到某版本的影响",
        "How many users a minimum base library cuts off, and when it is safe · 设为最低基础库会影响多少用户，何时安全",
        {"program": _PROGRAM, "version": _VERSION, "person": _STARTED_BY},
        {
            **_LOSS,
            "safe": _parameter("boolean", "Safe · 是否安全", "It keeps 99% of users · 能覆盖 99% 的用户"),
            "safe_from": _parameter(
                "string", "Safe from · 安全日期", "A date such as 2026-12-08, or why none · 日期，或没有日期的原因"
            ),
            "sentence": _SENTENCE,
        },
        optional=("person",),
    ),
    WorkflowStep.WAIT.value: _function(
        "Wait until it is safe · 等到安全为止",
        "Goes on once a version keeps 99% of users, within 180 days · 版本能覆盖 99% 的用户后继续，最多等 180 天",
        {"program": _PROGRAM, "version": _VERSION, "person": _STARTED_BY},
        {
            **_LOSS,
            "safe_on": _parameter("string", "Safe on · 达到安全的日期", "The day of the numbers · 数据日期"),
            "waited_days": _parameter("integer", "Days waited · 等待天数", "Since the step began · 自步骤开始"),
            "sentence": _SENTENCE,
        },
        optional=("person",),
    ),
    WorkflowStep.PROPOSE.value: _function(
        "Propose a minimum · 提议最低版本",
        "Puts a decision card into a channel, for people to vote; sets nothing · 在频道中发起投票，不会设置任何内容",
        {
            "program": _PROGRAM,
            "version": _VERSION,
            "channel": _parameter("slack#/types/channel_id", "Channel · 频道", "Where people vote · 在哪里投票"),
            "reason": _parameter("string", "Reason · 理由", "Shown on the card · 显示在卡片上"),
            "proposer": _parameter(
                "slack#/types/user_id",
                "Proposer without a starter · 无启动人时的提议人",
                "Where no person starts the workflow · 工作流不是由人启动时使用",
            ),
            "person": _STARTED_BY,
        },
        {
            **_LOSS,
            "decision": _parameter("integer", "Decision · 决策编号", "Its number · 在工作区内的编号"),
            "sentence": _SENTENCE,
        },
        optional=("reason", "proposer", "person"),
    ),
    GET_PROGRAMS: _function(
        "Find Mini Programs · 查找小程序",
        "Fills the select of the steps above · 为以上步骤提供选项",
        {
            "query": _parameter("string", "Typed · 输入", "Part of a name · 名称的一部分"),
            "builder": _parameter(_PERSON, "Built by · 编辑人", "Their rights count · 按其权限执行"),
        },
        {"options": _parameter(_OPTIONS, "Mini Programs · 小程序", "At most 100 · 最多 100 个")},
        optional=("query", "builder"),
    ),
}
"""By the names that the bot listens to."""
