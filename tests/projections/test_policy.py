"""Trust policies: who must have signed, and what is refused as a policy."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine.errors.audit import PolicyInvalid
from projections.notes import LOG, WITNESS, Note, Signature, cosign, key_of
from projections.policy import POLICY_BYTES_MAX, Policy, read_policy

PRIVATE = [Ed25519PrivateKey.from_private_bytes(bytes([n] * 32)) for n in range(5)]
KEYS = [key_of(f"w{n}", WITNESS, key) for n, key in enumerate(PRIVATE)]
TEXT = "origin\n1\nAAAA\n"
LOG_LINE = f"log {key_of('origin', LOG, PRIVATE[4])}"
EXAMPLE = "\n".join(
    [
        "# two organisations",
        LOG_LINE + " https://log.example",
        *(f"witness W{n} {key}" for n, key in enumerate(KEYS[:4])),
        "group X 2 W0 W1 W2",
        "group Y any W3",
        "\tgroup both all X Y",
        "quorum both",
        "",
    ]
)


def cosigned(*numbers: int) -> Note:
    return Note(TEXT, tuple(cosign(TEXT, f"w{n}", PRIVATE[n], 7) for n in numbers))


@pytest.mark.parametrize(
    ("numbers", "is_met"),
    [((0, 1, 3), True), ((0, 3), False), ((0, 1, 2), False), ((), False), ((1, 2, 3), True)],
)
def test_a_quorum_of_groups_is_met_or_not(numbers: tuple[int, ...], *, is_met: bool) -> None:
    policy = read_policy(EXAMPLE.encode())

    assert policy.is_met(cosigned(*numbers)) is is_met
    assert policy.cosigned(cosigned(*numbers)) == tuple(f"W{n}" for n in sorted(numbers))


def test_a_policy_is_written_as_it_is_read() -> None:
    policy = read_policy(EXAMPLE.encode())

    assert read_policy(str(policy).encode()) == policy
    assert str(Policy()) == "quorum none\n"
    assert Policy().is_met(cosigned())


def test_a_false_cosignature_counts_as_none() -> None:
    policy = Policy().trusting(KEYS[0])
    false = Note(TEXT, (Signature("w0", KEYS[0].id, bytes(72)),))

    assert not policy.is_met(false)


def test_witnesses_are_trusted_one_by_one() -> None:
    policy = Policy().trusting(KEYS[0]).trusting(KEYS[1], 2).trusting(KEYS[1], 9)

    assert list(policy.witnesses) == ["w0", "w1"]
    assert not policy.is_met(cosigned(0))
    assert policy.is_met(cosigned(0, 1))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="no-quorum"),
        pytest.param("quorum w", id="unknown-quorum"),
        pytest.param("quorum none\nquorum none", id="two-quorums"),
        pytest.param("log nonsense\nquorum none", id="no-key"),
        pytest.param(f"{LOG_LINE}\n{LOG_LINE}\nquorum none", id="log-twice"),
        pytest.param(f"witness none {KEYS[0]}\nquorum none", id="name-none"),
        pytest.param(f"witness a {KEYS[0]}\nwitness a {KEYS[1]}\nquorum a", id="name-twice"),
        pytest.param(f"witness a {KEYS[0]}\nwitness b {KEYS[0]}\nquorum a", id="key-twice"),
        pytest.param(f"witness a {KEYS[0]}\ngroup g 2 a\nquorum g", id="too-many-needed"),
        pytest.param(f"witness a {KEYS[0]}\ngroup g x a\nquorum g", id="no-number"),
        pytest.param(f"witness a {KEYS[0]}\ngroup g any a a\nquorum g", id="member-twice"),
        pytest.param(
            f"witness a {KEYS[0]}\ngroup g any a\ngroup h any a\nquorum g", id="member-of-two"
        ),
        pytest.param("group g any a\nquorum g", id="unknown-member"),
        pytest.param("x" * (POLICY_BYTES_MAX + 1), id="long"),
        pytest.param("anything else\nquorum none", id="unknown-line"),
    ],
)
def test_what_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(PolicyInvalid):
        read_policy(text.encode())
