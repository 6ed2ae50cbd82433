"""Columns that a survey's server writes about a submission: when and how it was sent, and what hangs on what."""

import re

_SUBMISSION = re.compile(
    r"x?_.*|start|end|today|deviceid|username|phonenumber|audit|submissiondate|instancename|key|submittername|submitterid|"
    r"attachments(present|expected)|status|reviewstate|edits|formversion|(.*[/:-])?(instanceid|uuid|deprecatedid)|"
    r"starttime|endtime|completiondate|duration|subscriberid|simid|devicephonenum|formdef_version|"
    r"review_(status|quality|comments|corrections)|set-of-.*"
)
_CHILD = re.compile(r"(.*[/:-])?(_parent_index|_parent_table_name|_submission__id|_submission__uuid|parent_key)")


def is_of_the_server(label: str) -> bool:
    """Return whether a column tells of the sending, not of the member."""
    return bool(_SUBMISSION.fullmatch(label.casefold()))


def is_of_a_repeat(label: str) -> bool:
    """Return whether only a table of repeated questions has such a column."""
    return bool(_CHILD.fullmatch(label.casefold()))
