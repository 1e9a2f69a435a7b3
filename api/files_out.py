"""Filed documents and signed minutes as the bytes they were filed as.

A document may hold anything, so it is always handed over as a download: no browser runs it under
this server's name.
"""

from urllib.parse import quote

from api.errors import AttachmentNotFound, MinutesNotAdopted
from api.house import House
from projections.answers import View

File = tuple[bytes, dict[str, str]]
"""The bytes, and the headers that go with them."""

BYTES = "application/octet-stream"


def attachment_file(house: House, view: View, attachment: str) -> File:
    """A filed document. Refuses `AttachmentNotFound`."""
    filed = view.state.ledger.season.attachments
    found = filed.get(attachment)
    if found is None:
        raise AttachmentNotFound(attachment=attachment, known=tuple(sorted(filed)))
    data = house.store.content(view.head.id, found.content.digest)
    return data, _headers(found.media_type, found.name)


def minutes_file(house: House, view: View, meeting: str) -> File:
    """The minutes as adopted. Refuses `MeetingNotFound` and `MinutesNotAdopted`."""
    minutes = view.state.ledger.meetings.meeting(meeting).minutes
    if minutes is None:
        raise MinutesNotAdopted(meeting=meeting)
    return house.store.content(view.head.id, minutes.digest), _headers(BYTES, f"{meeting}.bin")


def _headers(media_type: str, name: str) -> dict[str, str]:
    return {
        "Content-Type": media_type,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
