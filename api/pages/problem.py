"""A refusal as a page, for people: what was refused, why, and the way back."""

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi_problem.error import Problem

from api.pages.rendering import page

FOR_PROGRAMS = ("/v1/", "/livez", "/readyz", "/metrics")


def is_for_people(request: Request) -> bool:
    """Does a person ask: not at an address of programs, and with a browser."""
    return not request.url.path.startswith(FOR_PROGRAMS) and "text/html" in request.headers.get(
        "accept", ""
    )


def problem_page(request: Request, problem: Problem) -> HTMLResponse:
    """The page of a problem."""
    facts = {
        "heading": problem.title,
        "detail": problem.detail or "",
        "code": problem.extras.get("code", ""),
        "sign_in": problem.status == 401,
    }
    answer = page(request, "problem.html", facts, status=problem.status)
    answer.headers.update(problem.headers or {})
    return answer
