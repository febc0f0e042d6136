"""Checks the access token of a call."""

from tools.sandbox.wechat.answers import RefusalError
from tools.sandbox.wechat.call import Call
from tools.sandbox.wechat.faults import code_of, strike
from tools.sandbox.wechat.state import State
from tools.sandbox.wechat.tokens import Kind, Token


def token_text(call: Call) -> str:
    """The access token of a call: new documents name it `access_token`, old ones `component_access_token`."""
    return call.query.get("access_token") or call.query.get("component_access_token") or ""


def for_program(state: State, call: Call) -> Token:
    """The access token of a call made for a program; an armed token fault invalidates it first.

    Raises:
        RefusalError: as `TokenBook.check`; 61015 it is the platform's own token; 61003 the program has taken its
            authorisation back.
    """
    value = call.query.get("access_token", "")
    token = state.tokens.find(value)
    if token and token.kind is Kind.COMPONENT:
        raise RefusalError(61015)
    _kill(state, call, value)
    if token and token.kind is Kind.AUTHORIZER:
        state.authorisers.require(token.appid)  # the account's word counts for more than the token's age
    return state.check(value, call.now)


def for_component(state: State, call: Call) -> Token:
    """The access token of a call that the platform makes about itself and its authorisers.

    Raises:
        RefusalError: as `TokenBook.check`; 61014 it is another kind of token.
    """
    value = token_text(call)
    _kill(state, call, value)
    token = state.check(value, call.now)
    if token.kind is not Kind.COMPONENT:
        raise RefusalError(61014)
    return token


def _kill(state: State, call: Call, value: str) -> None:
    if fault := strike(state.faults.tokens, call.path, call.appid):
        call.fault = fault.name
        state.tokens.kill(value, code_of(fault, on_token_call=False))
