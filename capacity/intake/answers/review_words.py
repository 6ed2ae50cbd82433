"""What the servers of surveys call the review of a submission, and its outcome.

KoboToolbox writes _validation_status, ODK Central ReviewState, SurveyCTO review_status, Ona _review_status.
"""

from capacity.intake.spelling import fold

COLUMNS = ("_validation_status", "ReviewState", "review_status", "_review_status")
REJECTED = frozenset(
    fold(word)
    for word in (
        *("rejected", "not approved", "validation_status_not_approved", "hasIssues rejected"),
        *("отклонено", "отклонена", "отклонён", "не утверждено", "не одобрено"),
        *("четке кагылды", "бекитилген жок", "жактырылган жок"),
    )
)
PASSED = frozenset(
    fold(word)
    for word in (
        *("approved", "validation_status_approved", "on hold", "validation_status_on_hold"),
        *("received", "edited", "hasIssues", "has issues", "none", "pending", "not reviewed"),
        *("утверждено", "одобрено", "на удержании", "на рассмотрении"),
        *("бекитилди", "жактырылды", "күтүүдө"),
    )
)
ONA, ONA_CODES = "_review_status", {"1": "approved", "2": "rejected", "3": "pending"}
"""the column in which Ona has a number for its word, and the words"""
_KNOWN = {name.casefold() for name in COLUMNS}


def is_review(column: str) -> bool:
    """Return whether a column of the map is one in which some server notes its review."""
    return column.strip().casefold() in _KNOWN


def review_names(column: str) -> tuple[str, ...]:
    """Return what other servers call the column in which one notes its review; () of any other column."""
    return COLUMNS if is_review(column) else ()


def review_word(text: str, label: str) -> str:
    """Return the word of a review, that of its number where the column is Ona's; the text itself of any other."""
    is_ona = label.strip().casefold().rpartition("/")[2] == ONA
    return ONA_CODES.get(text.strip().removesuffix(".0"), text) if is_ona else text
