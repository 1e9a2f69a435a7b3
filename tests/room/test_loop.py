"""After the files with browsers, as the order of names has it: a test may run an event loop again."""

import asyncio


def test_browsers_leave_no_event_loop_behind() -> None:
    assert asyncio.run(asyncio.sleep(0, "ran")) == "ran"
