"""The turn of a message to a phone that nothing vouches for, as its flow keeps it (`bff.limits.turns`)."""

from dataclasses import replace
from datetime import datetime

from bff.journeys.codes import OneTimeCodes, Turn
from bff.journeys.flow import Flow
from bff.limits.turns import next_turn, seconds_until
from bff.limits.work import Priced, new_challenge
from bff.messages.vouching import sends_to_any_phone


def work_for(flow: Flow) -> str:
    """Return a challenge for the form whose press sends a code, for templates; empty where none is needed."""
    has_worked = flow.codes.turn is not None and flow.codes.turn.worked
    return new_challenge(flow, Priced.MESSAGE) if sends_to_any_phone(flow) and not has_worked else ""


def line_up(flow: Flow) -> tuple[Flow, Turn]:
    """Return the flow with the turn of its next message, and this turn. Nothing is saved."""
    turn = next_turn(flow, flow.codes.turn, Priced.MESSAGE)
    return with_turn(flow, turn), turn


def with_turn(flow: Flow, turn: Turn) -> Flow:
    """Return the flow with this turn for its present phone."""
    return flow.learn(codes=replace(flow.codes, turn=turn, sent_to=flow.phone_number))


def seconds_until_turn(codes: OneTimeCodes, *, now: datetime) -> int:
    """Return the number of seconds until the turn of the next message, rounded up; 0 if none waits."""
    return seconds_until(codes.turn, now=now)
