"""Slack's page for installing the app: `GET /oauth/v2/authorize`, then Allow or Cancel.

https://docs.slack.dev/authentication/installing-with-oauth/
"""

from html import escape
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from bot.sandbox.slack.state.people import ORGANISATION, ORGANISATION_NAME
from bot.sandbox.slack.town import Town


async def authorize(request: Request) -> Response:
    """What the app asks for, and a choice of workspaces."""
    town: Town = request.app.state.town
    if problem := _problem(town, request):
        return PlainTextResponse(problem, 400)
    places = {team_id: workspace.team.name for team_id, workspace in town.workspaces.items()}
    places[ORGANISATION] = f"{ORGANISATION_NAME}: all workspaces"
    query = request.url.query
    allow = "".join(
        f'<li><a href="authorize/allow?{escape(query)}&amp;place={place}">Allow in {escape(name)}</a></li>'
        for place, name in places.items()
    )
    scopes = "".join(f"<li><code>{escape(scope)}</code></li>" for scope in _scopes(request))
    return HTMLResponse(
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Sandbox: install the app</title>"
        f"<h1>{escape(town.config.manifest.name)} requests permission</h1>"
        f"<p>A look-alike of Slack’s page.</p><ul>{scopes}</ul>"
        f'<ul>{allow}</ul><p><a href="authorize/cancel?{escape(query)}">Cancel</a></p></html>'
    )


async def answered(request: Request) -> Response:
    """Back to the app, with a code or with `access_denied`."""
    town: Town = request.app.state.town
    if problem := _problem(town, request):
        return PlainTextResponse(problem, 400)
    query = request.query_params
    back, place = {"state": query.get("state", "")}, query.get("place", "")
    if request.path_params["answer"] != "allow":
        back["error"] = "access_denied"
    elif place not in (*town.workspaces, ORGANISATION):
        return PlainTextResponse("no_such_team", 400)
    else:
        back["code"] = town.grants.allow(place, query["redirect_uri"])
    return RedirectResponse(f"{query['redirect_uri']}?{urlencode(back)}", 302)


def _problem(town: Town, request: Request) -> str:
    """Why Slack would show an error instead; empty when it would not."""
    query = request.query_params
    if not town.config.client_id or query.get("client_id") != town.config.client_id:
        return "invalid_client_id"
    if query.get("redirect_uri") != town.config.redirect_url:
        return "bad_redirect_uri"
    scopes = _scopes(request)
    return "" if scopes and set(scopes) <= town.config.manifest.scopes else "invalid_scope"


def _scopes(request: Request) -> list[str]:
    return [scope for scope in request.query_params.get("scope", "").split(",") if scope]
