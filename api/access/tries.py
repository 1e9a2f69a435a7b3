"""How often somebody may try: a bound on guessing that a whole hall behind one address can live with.

Only wrong tries are counted, so five hundred phones that sign in at once are not slowed down.
Counted in this process: with several workers the bound is as many times as large.
"""

import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.access.errors import TooManyTries

OF_ACCOUNT = RateLimitItemPerMinute(8, 5)
"""Eight wrong passwords for one account in five minutes."""
OF_ADDRESS = RateLimitItemPerMinute(60, 1)
"""Sixty wrong codes or passwords from one address in a minute."""


class Tries:
    """Wrong tries of late."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def check(self, *, address: str, account: str | None = None) -> None:
        """Refuse `TooManyTries` before a try is looked at."""
        for item, key in self._bounds(address, account):
            if not self._limiter.test(item, key):
                reset = self._limiter.get_window_stats(item, key).reset_time
                raise TooManyTries(seconds=max(1, int(reset - time.time()) + 1))

    def wrong(self, *, address: str, account: str | None = None) -> None:
        """Count a wrong try."""
        for item, key in self._bounds(address, account):
            self._limiter.hit(item, key)

    def _bounds(
        self, address: str, account: str | None
    ) -> list[tuple[RateLimitItemPerMinute, str]]:
        bounds = [(OF_ADDRESS, f"address {address}")]
        if account is not None:
            bounds.append((OF_ACCOUNT, f"account {account}"))
        return bounds
