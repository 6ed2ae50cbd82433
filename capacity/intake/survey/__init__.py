"""Who was asked, and who becomes a member? Rows used, set aside, blank or left out; forms to ask with."""

from capacity.intake.survey import todays_answers
from capacity.intake.survey.forms import write_form, write_members_template
from capacity.intake.survey.survey import Rows, SurveyData, read_survey
from capacity.intake.survey.todays_answers import AS_TODAY, IDLE, throughput_said, unsaid_work, without_source

__all__ = [
    "AS_TODAY",
    "IDLE",
    "Rows",
    "SurveyData",
    "read_survey",
    "throughput_said",
    "todays_answers",
    "unsaid_work",
    "without_source",
    "write_form",
    "write_members_template",
]
