"""A member answers differently at the meeting: who, which question, what now; kept in corrections.yml when told to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipywidgets import HTML, Button, Combobox, HBox, Layout, Text, VBox

from capacity.intake.answers.column_map import mapped_columns
from capacity.intake.changes.correcting import keep_entries, with_added
from capacity.intake.changes.filled import Signed
from capacity.intake.changes.meeting import Answer, as_corrections
from capacity.intake.findings import InputError
from capacity.present.explore.text import heading_html, message_html
from capacity.present.words.words import mark

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from capacity.intake.facts import Cluster
    from capacity.present.words.words import Words

TITLE = mark("A member answers differently")
INCOMPLETE = mark("Pick a member and a question, and write the answer.")
UNSIGNED = mark("Write who took the answers, and when.")
NOTHING = mark("No answer has been changed yet.")


@dataclass(frozen=True)
class AnswerForm:
    """The fields under the levers for one more answer, and those with which all are kept."""

    words: Words
    member: Combobox
    column: Combobox
    text: Text
    button: Button
    who: Text
    when: Text
    keep: Button
    message: HTML

    @property
    def box(self) -> VBox:
        """Return the form."""
        head = HTML(heading_html(self.words.say(TITLE), self.words))
        asked, kept = (self.member, self.column, self.text, self.button), HBox([self.who, self.when, self.keep])
        box = VBox([head, *asked, self.message, kept])
        box.add_class("cx-changed")
        return box

    def answer(self) -> Answer:
        """Return the answer that the fields hold; an empty field is refused."""
        said = [field.value.strip() for field in (self.member, self.column, self.text)]
        if not all(said):
            raise InputError(self.words.say(INCOMPLETE))
        return Answer(*said)

    def tell(self, text: str, state: str = "none") -> None:
        """Say something under the fields: state good, bad, wait or none."""
        self.message.value = message_html(text, state, self.words)


def make_answer_form(
    cluster: Cluster, answers: Sequence[Answer], words: Words, changed: Callable, kept: Callable
) -> AnswerForm:
    """Return the form with the answers that were changed so far; `changed` and `kept` are called by its buttons."""
    wide, spec = Layout(width="100%"), cluster.spec
    ids, survey = spec.survey.member.columns, cluster.survey
    aside = (issue.member for issue in survey.issues if issue.severity == "quarantine" and issue.member)
    members = tuple(dict.fromkeys([*survey.members["member"], *aside]))
    columns = dict.fromkeys(name for one in mapped_columns(spec).values() for name in one.columns if name not in ids)
    narrow = Layout(width="auto")
    form = AnswerForm(
        words,
        Combobox(options=members, placeholder=words.say("Member"), layout=wide),
        Combobox(options=tuple(columns), placeholder=words.say("Question, as the survey words it"), layout=wide),
        Text(placeholder=words.say("What the member says now"), layout=wide),
        Button(description=words.say("Change the answer"), button_style="primary", layout=narrow),
        Text(placeholder=words.say("Who took it"), layout=narrow),
        Text(placeholder=words.say("When, e.g. {day}", day="2026-11-02"), layout=narrow),
        Button(description=words.say("Keep the answers"), layout=narrow),
        HTML(),
    )
    form.button.on_click(changed)
    form.keep.on_click(kept)
    form.tell("\n".join(f"{one.member} · {one.column} · {one.text}" for one in answers))
    return form


def keep(form: AnswerForm, cluster: Cluster, answers: Sequence[Answer]) -> bool:
    """Write the answers into corrections.yml; False, with the reason in the form, where that cannot be done.

    `cluster` is that of the files, before the answers.
    """
    words, signed = form.words, Signed(form.who.value.strip(), form.when.value.strip())
    if not answers or not (signed.who and signed.when):
        form.tell(words.say(UNSIGNED if answers else NOTHING), "bad")
        return False
    try:
        path = keep_entries(cluster.folder, with_added(cluster.folder, as_corrections(cluster, answers, signed)))
    except InputError as error:
        form.tell(str(error), "bad")
        return False
    form.tell(words.say("Kept in {file}: the next report counts them.", file=path.name), "good")
    return True
