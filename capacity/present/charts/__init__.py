"""How is it shown? Charts as data, drawn by plotly or as static svg, and which numbers stand in which."""

from capacity.present.charts import of_bank, of_economy, of_gains, of_insight, of_risks, of_study, svg
from capacity.present.charts.charts import Calendar, Chart, Columns, Fan, Field, Series, Step, Steps, extent
from capacity.present.charts.figures import draw
from capacity.present.charts.of_bank import borrowers, finance_of, party_name
from capacity.present.charts.of_gains import BODY, party, touched
from capacity.present.charts.of_insight import losses_of, who
from capacity.present.charts.of_study import STEP_NAMES, bottleneck_name, first_year

__all__ = [
    "BODY",
    "STEP_NAMES",
    "Calendar",
    "Chart",
    "Columns",
    "Fan",
    "Field",
    "Series",
    "Step",
    "Steps",
    "borrowers",
    "bottleneck_name",
    "draw",
    "extent",
    "finance_of",
    "first_year",
    "losses_of",
    "of_bank",
    "of_economy",
    "of_gains",
    "of_insight",
    "of_risks",
    "of_study",
    "party",
    "party_name",
    "svg",
    "touched",
    "who",
]
