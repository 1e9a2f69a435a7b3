"""Wrong tries are counted once for all processes of a store, and right ones not at all; on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from threading import Barrier

import pytest

from api.access.doorkeeper import Doorkeeper
from api.access.errors import CodeNotValid, SignInWrong, TooManyTries
from api.access.tries import OF_ACCOUNT, OF_ADDRESS
from engine.errors.ledger import StoreUnavailable
from tests.api.access.conftest import Clock

HERE = "192.0.2.1"
MINUTE = 60


def wrong(doors: Doorkeeper, account: str = "lan", address: str = HERE) -> None:
    """A wrong password; raises `TooManyTries` where it is not looked at."""
    with pytest.raises(SignInWrong), doors.tries.one(address=address, account=account):
        raise SignInWrong


def test_processes_count_together_and_a_new_one_goes_on_counting(
    open_doors: Callable[[], Doorkeeper], clock: Clock
) -> None:
    one, other = open_doors(), open_doors()
    for doors in (one, other) * (OF_ACCOUNT.amount // 2):
        clock.turn(seconds=1)
        wrong(doors)

    for doors in (one, other, open_doors()):
        with pytest.raises(TooManyTries) as refusal:
            wrong(doors)
        assert refusal.value.facts == {"seconds": 5 * MINUTE - 7}
    wrong(one, account="minh")
    clock.turn(seconds=5 * MINUTE - 7)
    wrong(other)
    with pytest.raises(TooManyTries):
        wrong(one)


def test_wrong_codes_are_counted_by_address(doors: Doorkeeper, clock: Clock) -> None:
    def wrong_code(address: str = HERE) -> None:
        with pytest.raises(CodeNotValid), doors.tries.one(address=address):
            raise CodeNotValid

    for _ in range(OF_ADDRESS.amount):
        wrong_code()

    with pytest.raises(TooManyTries):
        wrong_code()
    wrong_code("192.0.2.2")
    clock.turn(seconds=MINUTE)
    wrong_code()


def test_right_tries_and_those_that_found_no_answer_do_not_count(doors: Doorkeeper) -> None:
    for _ in range(OF_ACCOUNT.amount * 2):
        with doors.tries.one(address=HERE, account="lan"):
            pass
        with pytest.raises(StoreUnavailable), doors.tries.one(address=HERE, account="lan"):
            raise StoreUnavailable(store="s", reason="away")

    wrong(doors)


def test_many_tries_at_once_are_no_more_than_one_after_the_other(
    open_doors: Callable[[], Doorkeeper],
) -> None:
    workers, together, looked = (open_doors(), open_doors()), Barrier(24), count()

    def tried(number: int) -> None:
        together.wait()
        tries, address = workers[number % 2].tries, f"192.0.2.{number}"
        with suppress(SignInWrong, TooManyTries), tries.one(address=address, account="lan"):
            next(looked)
            raise SignInWrong

    with ThreadPoolExecutor(24) as pool:
        list(pool.map(tried, range(24)))

    assert next(looked) <= OF_ACCOUNT.amount


def test_what_somebody_typed_is_not_kept(doors: Doorkeeper) -> None:
    wrong(doors, account="my password by mistake")

    kept = doors._tables.run("SELECT id, key FROM access_try")

    assert len(kept) == 2
    assert all(len(key) == 64 and int(key, 16) for _, key in kept)


def test_tries_of_yesterday_are_gone_and_a_clock_set_back_keeps_nobody_out(
    doors: Doorkeeper, clock: Clock
) -> None:
    for _ in range(OF_ACCOUNT.amount):
        wrong(doors)
    clock.turn(seconds=-24 * 60 * MINUTE)
    wrong(doors)
    clock.turn(seconds=48 * 60 * MINUTE)

    wrong(doors)

    assert len(doors._tables.run("SELECT id FROM access_try")) == 2
