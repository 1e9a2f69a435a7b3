"""A real server holds to its OpenAPI document, whatever it is sent: schemathesis makes it up.

Requests that fit the schemas are sent to a ledger in which a season has been played, requests that
do not fit to any. No answer is a fault, every answer is as documented, what does not fit is
refused, and nothing that is refused adds an event. `SUYTON_HTTP_EXAMPLES` says how many of each
kind an address gets; the nightly script asks for more.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.examples import STORY
from api.house import House
from api.routes.paths import ADDRESSES
from tests.api.http.conftest import client_of, sent
from tests.api.serving import served

EXAMPLES = int(os.environ.get("SUYTON_HTTP_EXAMPLES", "1"))
LEDGERS = ("bloc-2026", "district-2026", "council-2026")
BEYOND_A_SCHEMA = {
    "text-not-allowed",  # characters that are not there, or are not for reading
    "text-not-nfc",
    "field-invalid",  # 1.0 is a whole number for JSON Schema; here it is not
}


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Callable[[], int]]]:
    """The document of a running server, and how many events its ledgers have."""
    data: Path = tmp_path_factory.mktemp("contract")
    with House(data) as house:
        client = client_of(house)
        for at, example in enumerate(STORY):
            assert sent(client, example, f"step-{at}").status_code == 201
    with House(data) as house, served(data) as (address, _):
        yield (
            schemathesis.openapi.from_url(f"{address}/v1/openapi.json"),
            lambda: sum(head.size for head in house.store.ledgers()),
        )


def tried(
    contract: tuple[Any, Callable[[], int]],
    mode: GenerationMode,
    change: Callable[[Case[Any]], None],
    check: Callable[[Case[Any], Response], None],
) -> Counter[int]:
    """Send made-up requests of every operation; how often each status came."""
    document, events = contract
    statuses: Counter[int] = Counter()
    # A stream has a verdict for each line and no status for all; see `test_bulk.py`.
    for found in document.exclude(operation_id="send-commands").get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def send(case: Case[Any]) -> None:
            change(case)
            before = events()
            answer = case.call()
            statuses[answer.status_code] += 1
            case.validate_response(answer, excluded_checks=[positive_data_acceptance])
            check(case, answer)
            assert answer.status_code < 400 or events() == before, "a refusal added an event"

        try:
            send()
        except Unsatisfiable:  # nothing can be wrong with a question without parameters
            assert mode is GenerationMode.NEGATIVE
            assert not operation.path_parameters
    return statuses


def test_requests_that_fit_are_answered_as_documented(
    contract: tuple[Any, Callable[[], int]],
) -> None:
    numbers = count()

    def to_a_ledger(case: Case[Any]) -> None:
        number = next(numbers)
        if "ledger" in case.path_parameters:
            case.path_parameters["ledger"] = LEDGERS[number % len(LEDGERS)]
        if case.method == "POST":
            case.headers["Idempotency-Key"] = f"made-up-{number}"

    def nothing_is_wrong_with_it(case: Case[Any], answer: Response) -> None:
        if answer.status_code == 422:
            assert answer.json()["code"] in BEYOND_A_SCHEMA, answer.text
        assert answer.status_code not in {400, 405, 413, 415, 421, 503}, answer.text

    statuses = tried(contract, GenerationMode.POSITIVE, to_a_ledger, nothing_is_wrong_with_it)

    assert sum(statuses.values()) > len(ADDRESSES)
    assert {200, 404, 409} <= set(statuses)


def test_requests_that_do_not_fit_are_refused_and_add_nothing(
    contract: tuple[Any, Callable[[], int]],
) -> None:
    def refused(case: Case[Any], answer: Response) -> None:
        assert 400 <= answer.status_code < 500, answer.text

    statuses = tried(contract, GenerationMode.NEGATIVE, lambda _: None, refused)

    assert sum(statuses.values()) > len(ADDRESSES)
