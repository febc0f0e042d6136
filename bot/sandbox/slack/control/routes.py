"""Which control request goes where."""

from starlette.routing import Route

from bot.sandbox.slack.control import (
    actions,
    administration,
    clock,
    faults,
    messages,
    overview,
    slackbot,
    stream,
    views,
    workflows,
)

ROUTES = [
    Route("/sandbox/state", overview.state),
    Route("/sandbox/messages", messages.read, methods=["GET"]),
    Route("/sandbox/messages", messages.write, methods=["POST"]),
    Route("/sandbox/command", messages.command, methods=["POST"]),
    Route("/sandbox/views", views.read),
    Route("/sandbox/view/submit", views.submit, methods=["POST"]),
    Route("/sandbox/view/close", views.close, methods=["POST"]),
    Route("/sandbox/action", actions.action, methods=["POST"]),
    Route("/sandbox/options", actions.options, methods=["POST"]),
    Route("/sandbox/shortcut", actions.shortcut, methods=["POST"]),
    Route("/sandbox/users/{id}", administration.change_user, methods=["POST"]),
    Route("/sandbox/channels", administration.create_channel, methods=["POST"]),
    Route("/sandbox/channels/{id}", administration.change_channel, methods=["POST"]),
    Route("/sandbox/home", administration.open_home, methods=["POST"]),
    Route("/sandbox/events", administration.happen, methods=["POST"]),
    Route("/sandbox/slackbot", slackbot.tools, methods=["GET"]),
    Route("/sandbox/slackbot", slackbot.call, methods=["POST"]),
    Route("/sandbox/workflows", workflows.read, methods=["GET"]),
    Route("/sandbox/workflows", workflows.run, methods=["POST"]),
    Route("/sandbox/workflows/options", workflows.options, methods=["POST"]),
    Route("/sandbox/socket/disconnect", administration.disconnect, methods=["POST"]),
    Route("/sandbox/requests", administration.requests),
    Route("/sandbox/deliveries", administration.deliveries),
    Route("/sandbox/clock", clock.read, methods=["GET"]),
    Route("/sandbox/clock", clock.move, methods=["POST"]),
    Route("/sandbox/faults", faults.list_faults, methods=["GET"]),
    Route("/sandbox/faults", faults.clear_all, methods=["DELETE"]),
    Route("/sandbox/faults/{name}", faults.arm, methods=["PUT"]),
    Route("/sandbox/faults/{name}", faults.clear, methods=["DELETE"]),
    Route("/sandbox/stream", stream.stream),
]
